// What a printed code and the signed list of revoked certificates say, told without a network.
//
// The same rules in Python: certificates/tokens.py, signed_lists.py and content.canonical. No page
// is touched here: offline.js shows the answers.

{
  const TOKEN = "lltp-certificate-token-1\n";
  const LIST = "lltp-revoked-list-1\n";
  const VERSION = 1;
  const BODY = 24, SIGNATURE = 64; // bytes
  const SIGNS = Math.ceil(((BODY + SIGNATURE) * 4) / 3);
  const MARK = 12; // bytes of SHA-256
  const FIRST_DAY = Date.UTC(2000, 0, 1), DAY = 86_400_000;
  const SLACK = 600_000; // milliseconds that a phone's clock may be slow
  const text = new TextEncoder();

  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  };
  const bytes = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const base64url = (data) =>
    btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  // The only spelling of these bytes is the printed one; null for any other.
  function printed(token) {
    const data = bytes(token.replaceAll("-", "+").replaceAll("_", "/"));
    return base64url(data) === token ? data : null;
  }

  const byCodePoints = (one, other) => {
    const left = [...one], right = [...other];
    for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
      if (left[at] !== right[at]) return left[at].codePointAt(0) - right[at].codePointAt(0);
    }
    return left.length - right.length;
  };

  function plain(value) {
    if (Array.isArray(value)) return `[${value.map(plain).join(",")}]`;
    if (value !== null && typeof value === "object") {
      const names = Object.keys(value).sort(byCodePoints);
      return `{${names.map((name) => `${JSON.stringify(name)}:${plain(value[name])}`).join(",")}}`;
    }
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError("a number");
    return JSON.stringify(value);
  }

  // JSON with sorted names and no spaces, in composed Unicode.
  const canonical = (value) => plain(value).normalize("NFC");

  // The office's key for this browser; null where it cannot check such signatures.
  async function keyFrom(base64) {
    try {
      return await crypto.subtle.importKey("raw", bytes(base64), "Ed25519", false, ["verify"]);
    } catch {
      return null;
    }
  }

  const holds = (key, signature, purpose, data) =>
    crypto.subtle.verify("Ed25519", key, signature, joined(text.encode(purpose), data));

  const digest = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

  // A token, or an address with one in it, as a person pastes or a camera reads it.
  function tokenIn(written) {
    const whole = written.replace(/\s+/g, "");
    const found = whole.match(/^(?:[a-z]+:\/\/)?([^/]*)\/verify\/([^?#]*)/i);
    if (!found) return { token: whole, host: null };
    return { token: found[2].replace(/\/+$/, ""), host: found[1].toLowerCase() };
  }

  const refused = (because) => ({ genuine: false, because });

  // What a token says by itself.
  async function readToken(token, key) {
    if (/^[0-9a-z]{16}$/i.test(token.replaceAll("-", ""))) return refused("typed");
    if (!/^[A-Za-z0-9_-]+$/.test(token)) return refused("shape");
    if (token.length !== SIGNS) return refused("length");
    const data = printed(token);
    if (data === null) return refused("changed");
    const body = data.slice(0, BODY);
    if (!(await holds(key, data.slice(BODY), TOKEN, body))) return refused("changed");
    if (body[0] !== VERSION) return refused("version");
    const view = new DataView(body.buffer);
    return {
      genuine: true,
      number: view.getUint32(20),
      issued: new Date(FIRST_DAY + view.getUint16(18) * DAY).toISOString().slice(0, 10),
      mark: base64url((await digest(body)).slice(0, MARK)),
    };
  }

  // A list is taken if the office signed it and it is no older than the one that is kept.
  async function readList(document, key, kept = null) {
    let list, signed;
    try {
      list = JSON.parse(document);
      const { signature, ...body } = list;
      signed = await holds(key, bytes(signature), LIST, text.encode(canonical(body)));
    } catch {
      return { list: null, because: "unreadable" };
    }
    if (!signed) return { list: null, because: "signature" };
    const times = [Date.parse(list.generated_at), Date.parse(list.next_update)];
    if (!Number.isSafeInteger(list.serial) || times.some(Number.isNaN)) {
      return { list: null, because: "unreadable" };
    }
    const older =
      kept && (list.serial < kept.serial || times[0] < Date.parse(kept.generated_at));
    return older ? { list: null, because: "older" } : { list, because: "" };
  }

  // What a list says of a genuine token: revoked, not in it, or nothing. Days are Viet Nam's, as
  // the list writes them.
  function judge(facts, list, now = Date.now()) {
    if (!list) return { status: "unknown", because: "no_list" };
    const row = list.revoked.find((one) => one.mark === facts.mark);
    if (row) return { status: "revoked", row };
    if (facts.issued > list.generated_at.slice(0, 10)) {
      return { status: "unknown", because: "issued_later" };
    }
    if (now > Date.parse(list.next_update)) return { status: "clear", because: "old" };
    const slow = now < Date.parse(list.generated_at) - SLACK;
    return { status: "clear", because: slow ? "clock" : "" };
  }

  globalThis.offlineCheck = Object.freeze({
    canonical, digest, judge, keyFrom, readList, readToken, tokenIn,
  });
}
