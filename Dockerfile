# The site and its worker in one image, and nginx with what it needs in another. Not built where this was written:
# no engine was at hand. tests/site/test_deploy.py runs the commands one by one.

FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1 AS site
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 VAR_DIR=/var/lib/alter
RUN useradd --system --uid 10001 --home-dir /nonexistent alter && install -d -o alter -g alter -m 0711 /var/lib/alter
WORKDIR /srv/alter
COPY requirements-production.txt ./
RUN pip install --require-hashes --requirement requirements-production.txt
COPY . .
USER alter
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# The file by itself says in a sentence what gunicorn would break at.
CMD ["sh", "-c", "python gunicorn.conf.py && exec gunicorn --config=gunicorn.conf.py --bind=0.0.0.0:8000"]

# What nginx says with what it sends by itself, from this release. The settings are of no site and end with this stage.
FROM site AS headers
ENV SITE_ENV=production SITE_URL=https://www.example.com VAR_DIR=/tmp/headers
RUN key=$(head -c 32 /dev/urandom | base64) && export SECRET_KEY="$key$key" PHI_KEYS="build:$key" PHI_INDEX_KEY="$key" && python manage.py collectstatic --no-input --verbosity 0 && python manage.py nginx_headers > /tmp/headers.conf

FROM debian:bookworm-20250811-slim@sha256:b1a741487078b369e78119849663d7f1a5341ef2768798f7b7406c4240f86aef AS front
RUN apt-get update && apt-get install --yes --no-install-recommends nginx libnginx-mod-http-brotli-static && rm -rf /var/lib/apt/lists/*
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY --from=headers --chown=root:root --chmod=0644 /tmp/headers.conf /etc/nginx/alter/headers.conf
RUN sed --in-place -e 's|server unix:/run/alter/web.sock;.*|server web:8000;|' -e 's|/var/log/nginx/access.log|/dev/stdout|' -e 's|/var/log/nginx/error.log|/dev/stderr|' /etc/nginx/nginx.conf
CMD ["nginx", "-e", "stderr", "-g", "daemon off;"]
