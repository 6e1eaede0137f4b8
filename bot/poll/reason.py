"""What a status code means to the operator: one sentence with the cure."""

from __future__ import annotations

_SAID = {
    401: "asks for a login (401); put what it wants under headers of this source",
    402: "asks for money (402); remove the source",
    403: "forbids us the feed (403); it may block this user agent or this network: try user_agent or proxy",
    404: "knows no feed at this address (404); look for its new address, or remove the source",
    406: "has no feed in a form we read (406); look for another address of it",
    410: "says the feed is gone for good (410) and is not asked again; give its new address, or remove the source",
    429: "asks us to come less often (429) and is obeyed; write a longer every if this goes on",
    451: "may not show the feed here for legal reasons (451); try proxy, or remove the source",
    503: "is overloaded or under repair (503); it is asked again later",
}


def status_problem(status: int, host: str) -> str:
    """Say what is wrong with an answer that is neither a document nor "unchanged"."""
    if said := _SAID.get(status):
        return f"{host} {said}"
    if status >= 500:
        return f"{host} has a fault of its own ({status}); it is asked again later"
    if status >= 400:
        return f"{host} refuses the request ({status}); see in a browser whether the address is right"
    return f"{host} answered {status}, which is no feed; see in a browser whether the address is right"


def closed_problem(refusal: str, *, redirected: bool) -> str:
    """Say that an address was not asked, why, and how to allow it.

    The cure differs: the operator's own line may be allowed; where a stranger leads us needs the operator's own word.
    """
    if redirected:
        return f"it redirects to where we do not follow: {refusal}; if you trust that address, write it as the url"
    return f"not asked: {refusal}; correct the url, or if the host is your own add it to poll.allow_private"


def certificate_problem(code: int, detail: str, host: str) -> str:
    """Say what is wrong with a TLS certificate. `code` is OpenSSL's verify code (verify(1), X509_V_ERR_…)."""
    if code == 10:
        return f"the TLS certificate of {host} has expired; only its owner can renew it, it is asked again later"
    if code == 9:
        return f"the TLS certificate of {host} is not valid yet; check the clock of this machine"
    if code == 62:
        return f"the TLS certificate of {host} is for another name; look for the feed's address with the right name"
    if code in (18, 19, 20, 21):
        return f"the TLS certificate of {host} is signed by nobody we know; look for another address of the feed"
    return f"the TLS certificate of {host} is refused ({detail}); look for another address of the feed"
