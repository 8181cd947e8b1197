# Runs what WS-Management can do with pywinrm. Prints one JSON object.
# Arguments: URL, transport, options of Protocol as JSON, what to do, more for that.
import base64
import json
import sys

import winrm
import xmltodict
from winrm.exceptions import WinRMError, WinRMTransportError
from winrm.protocol import Protocol

url, transport, options, task = sys.argv[1:5]
protocol = Protocol(url, transport=transport, **json.loads(options))


def said(shell, command):
    out, err, code = protocol.get_command_output(shell, command)
    protocol.cleanup_command(shell, command)
    return {"out": out.decode("utf-8"), "err": err.decode("utf-8"), "code": code}


# As Ansible's winrm connection does it: this version of pywinrm cannot send input.
def feed(shell, command, text, last):
    request = {"env:Envelope": protocol._get_soap_header(
        resource_uri="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd",
        action="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/Send",
        shell_id=shell)}
    stream = request["env:Envelope"].setdefault("env:Body", {}).setdefault(
        "rsp:Send", {}).setdefault("rsp:Stream", {})
    stream["@Name"] = "stdin"
    stream["@CommandId"] = command
    stream["#text"] = base64.b64encode(text.encode("utf-8")).decode("ascii")
    if last:
        stream["@End"] = "true"
    protocol.send_message(xmltodict.unparse(request))


def run(line):
    shell = protocol.open_shell(codepage=65001)
    answer = said(shell, protocol.run_command(shell, line))
    protocol.close_shell(shell)
    return answer


def echo(size):
    shell = protocol.open_shell(codepage=65001)
    command = protocol.run_command(
        shell, "cat", console_mode_stdin=False, skip_cmd_shell=True)
    text = ("grüße €\n" * size)[:size]
    for start in range(0, size, 20000):
        feed(shell, command, text[start:start + 20000], start + 20000 >= size)
    answer = said(shell, command)
    protocol.close_shell(shell)
    return {"same": answer["out"] == text, "code": answer["code"]}


def powershell(script):
    session = winrm.Session(url, auth=("unused", "unused"))
    session.protocol = protocol
    answer = session.run_ps(script)
    return {"out": answer.std_out.decode("utf-8"), "err": answer.std_err.decode("utf-8"),
            "code": answer.status_code}


try:
    result = {"run": run, "echo": lambda size: echo(int(size)), "ps": powershell}[task](sys.argv[5])
except (WinRMError, WinRMTransportError) as refused:
    result = {"refused": type(refused).__name__ + ": " + str(refused)}
result["sealed"] = protocol.transport.encryption is not None
print(json.dumps(result))
