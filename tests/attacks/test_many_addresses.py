"""An attacker with half of an IPv6 address to choose from is one visitor to nginx."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.demo_site import free_port
from tests.support.nginx import CONFIGURATION, USER, running
from tests.support.programs import need
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.xdist_group("attacks"), pytest.mark.own_servers]

# As little as counts what our own configuration counts by, and says who somebody is by a header.
COUNTING = """
{user}
pid {folder}/pid;
events {{ }}
http {{
    access_log off;
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Real-IP;
    {network}
    limit_req_zone $network zone=once:1m rate=1r/m;
    server {{
        listen 127.0.0.1:{port};
        limit_req zone=once;
        location / {{ root {folder}; try_files /nginx.conf =404; }}
    }}
}}
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    need("nginx")
    (network,) = re.findall(
        r"map \$binary_remote_addr \$network \{.*?\n    \}", CONFIGURATION.read_text(), re.S
    )
    (tmp_path / "log").mkdir()
    port = free_port()
    with running(tmp_path, COUNTING.format(user=USER, folder=tmp_path, network=network, port=port), port):
        yield port


def is_let_in(port: int, address: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/", headers={"X-Real-IP": address})
    status = connection.getresponse().status
    connection.close()
    return status == 200


def test_addresses_of_one_network_count_as_one(port):
    assert is_let_in(port, "2001:db8:0:a::1")
    for other in (
        "2001:db8:0:a::1",
        "2001:db8:0:a::2",
        "2001:db8:0:a:ffff:ffff:ffff:ffff",
        "2001:db8:0:a:0a0a::",
    ):
        assert not is_let_in(port, other), other
    for other in ("2001:db8:0:b::1", "2001:db8:a0a:a::1", "2001:db8:0:a0a::1", "203.0.113.7", "203.0.113.8"):
        assert is_let_in(port, other), other
        assert not is_let_in(port, other), other
