// How programs write on a clipboard: their style sheets, what a style says of letters, where a link really leads.

const TRACKS = /^(?:utm_\w+|\w*clid|mc_[ce]id|_hs\w+|igshid|mkt_tok)$/i;

// Styles are read below and handlers dropped. Parsed as they are, a browser reports both against the policy.
export function parsed(html) {
  return new DOMParser().parseFromString(withoutStyle(html), "text/html");
}

export function withoutStyle(html) {
  return html
    .replace(/<!--[^]*?-->|<!\[[^\]>]*\]>/g, "")
    .replace(/<(style|script|xml)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) =>
      tag.replace(/([\s"'/])style\s*=/gi, "$1data-style=").replace(/([\s"'/])on\w+\s*=/gi, "$1data-on="),
    )
    .replace(/<(img|iframe|object|embed|video|audio|source|link|meta|base)\b(?:"[^"]*"|'[^']*'|[^'">])*>/gi, "");
}

// What a pasted style sheet says of classes, and of Word's list levels.
export function rulesOf(html) {
  const sheet = [...html.matchAll(/<style\b[^>]*>([^]*?)<\/style\s*>/gi)].map((match) => match[1]).join("\n");
  const rules = {};
  for (const [, selectors, text] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const selector of selectors.replace(/<!--|\/\*[^]*?\*\//g, "").split(",")) {
      const name = selector.trim().toLowerCase();
      if (/^\w*\.[\w-]+$|^@list\s+l\d+:level\d+$/.test(name)) rules[name.replace(/\s+/g, " ")] = `${text.toLowerCase()};`;
    }
  }
  return rules;
}

export function marksOf(node, style, marks) {
  const own = { ...marks };
  const tag = node.tagName;
  // Word's own mso-bidi-font-weight is about other scripts.
  const weight = lastOf(style, /(?<![\w-])font-weight\s*:\s*(\w+)/g) ?? lastOf(style, /(?<![\w-])font\s*:[^;]*\b(bold|[6-9]00)\b/g);
  const slant = lastOf(style, /(?<![\w-])font-style\s*:\s*(\w+)/g) ?? lastOf(style, /(?<![\w-])font\s*:[^;]*\b(italic|oblique)\b/g);
  const size = lastOf(style, /(?<![\w-])font(?:-size)?\s*:[^;]*?([\d.]+(?:pt|px))/g);
  if (tag === "B" || tag === "STRONG") own.strong = true;
  if (tag === "I" || tag === "EM" || tag === "CITE") own.em = true;
  if (weight) own.strong = weight === "bold" || weight === "bolder" || Number(weight) >= 600;
  if (slant) own.em = slant !== "normal";
  if (size) own.size = parseFloat(size) * (size.endsWith("px") ? 0.75 : 1);
  if (tag === "SUP" || /vertical-align\s*:\s*super/.test(style)) own.isRaised = true;
  if (tag === "A") own.href = addressOf(node.getAttribute("href"));
  return own;
}

function lastOf(text, pattern) {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}

// Addresses that a page of ours may lead to, without whoever stood between, and without what tells on the reader.
export function addressOf(href) {
  const address = (href ?? "").trim();
  // Not where a program marks notes and places of its own: "#_ftn1", "#ftnt1".
  if (/^(?:tel:[+\d().\s-]+|#(?!_|ftnt|cmnt)[\w-]+|\/(?!\/)\S*)$/.test(address)) return address;
  let url;
  try {
    url = new URL(address);
  } catch {
    return "";
  }
  const isBetween = /(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url";
  const isGuarded = url.hostname.endsWith(".safelinks.protection.outlook.com");
  const meant = isBetween ? (url.searchParams.get("q") ?? url.searchParams.get("url")) : isGuarded ? url.searchParams.get("url") : null;
  if (meant) return addressOf(meant);
  if (url.protocol === "http:") url.protocol = "https:";
  if (url.protocol !== "https:") return "";
  const [start, fragment] = url.href.split("#");
  const [path, query = ""] = start.split("?");
  const kept = query.split("&").filter((pair) => pair && !TRACKS.test(pair.split("=")[0]));
  return path + (kept.length ? `?${kept.join("&")}` : "") + (fragment ? `#${fragment}` : "");
}
