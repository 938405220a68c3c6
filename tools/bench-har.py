"""Reads one large HAR file with the terminal program, with jq and with Python's json, in one run, and prints ratios.

    bench-har.py PROGRAM [MB]    PROGRAM is claimcheck-cli; the file has 1,024 MB unless told

Each is to find the 20 posted messages. Each runs on one core where it can be told to. Python's json cannot stream.
The file lies in a temporary folder and is deleted.
"""
import base64
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

program, size = sys.argv[1], int(sys.argv[2] if len(sys.argv) > 2 else 1024) << 20
messages = 20


def entry(i, method, url, mime, text, post=None):
    pair = ",".join(f'{{"name": "x-header-{n}", "value": "some value of a header, {n * 7919}"}}' for n in range(20))
    data = f', "postData": {{"mimeType": "application/x-www-form-urlencoded", "text": "{post}", "params": []}}' if post else ""
    return (f'{{"startedDateTime": "2026-01-02T03:{i // 60:02}:{i % 60:02}.678Z", "time": 12.5, "request": {{"method": "{method}", "url": "{url}", '
            f'"httpVersion": "h2", "headers": [{pair}], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0{data}}}, '
            f'"response": {{"status": 200, "statusText": "", "headers": [{pair}], "cookies": [], "redirectURL": "", '
            f'"content": {{"size": {len(text)}, "mimeType": "{mime}", "text": "{text}"}}}}, "cache": {{}}, "timings": {{"send": 0, "wait": 1.5, "receive": 0.25}}}}')


def message(i):
    xml = (f'<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_{i}" Version="2.0">'
           + "<x>B.Simon</x>" * 600 + "</samlp:Response>")
    return "SAMLResponse=" + urllib.parse.quote(base64.b64encode(xml.encode()).decode(), safe="") + "&RelayState=r"


def write(path):
    tile = r'<div class=\"tile\" data-id=\"42\">\n\t<a href=\"https://portal.example.com/item\">Contoso<\/a>\n<\/div>' * 200
    filler = (entry(0, "GET", "https://portal.example.com/api/items", "application/json", tile) + ",\n").encode()
    with open(path, "wb") as f:
        f.write(b'{"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [], "entries": [\n')
        for i in range(messages):
            while f.tell() < size * (i + 1) // messages:
                f.write(filler)
            f.write((entry(i, "POST", "https://sp.example.com/acs", "", "", message(i)) + (",\n" if i < messages - 1 else "")).encode())
        f.write(b"]}}\n")


def run(name, *command, answers=(0,)):
    """Seconds of processor time and MB of memory at the most; None when it is not there."""
    if not shutil.which(command[0]):
        print(f"{name:24} not installed")
        return None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, env={**os.environ, "GOMAXPROCS": "1"})
        _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in answers:
        print(f"{name:24} failed with {os.waitstatus_to_exitcode(status)}, as it does without the memory")
        return None
    seconds = used.ru_utime + used.ru_stime
    print(f"{name:24} {seconds:8.2f} s {size / 1e6 / seconds:8.0f} MB/s {used.ru_maxrss / 1024:8.0f} MB of memory", flush=True)
    return seconds


script = """import json, sys
found = [e for e in json.load(open(sys.argv[1]))["log"]["entries"] if "SAMLResponse" in e["request"].get("postData", {}).get("text", "")]
sys.exit(len(found) != int(sys.argv[2]))"""
filter_ = 'select(length == 2 and .[0][-1] == "text" and .[0][-2] == "postData" and (.[1] | contains("SAMLResponse"))) | .[1]'

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "large.har")
    write(path)
    print(f"\nA HAR file of {os.path.getsize(path) / 1e6:.0f} MB with {messages} messages (aim: 500 MB/s on one core, 96 MB of memory)")
    ours = run("claimcheck check", program, "check", "--no-library", path, answers=(0, 1, 2))
    others = {"jq --stream": run("jq --stream", "jq", "-c", "--stream", filter_, path),
              "Python's json": run("Python's json", sys.executable, "-c", script, path, str(messages))}
    for name, seconds in others.items():
        if ours and seconds:
            print(f"{name} takes {seconds / ours:.1f} times as long")
