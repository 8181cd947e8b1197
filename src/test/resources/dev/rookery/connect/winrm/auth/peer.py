"""The other end of a handshake, by a library that is not ours.

    peer.py LIBRARY ROLE MECHANISM USER DOMAIN PASSWORD BINDING

LIBRARY is ntlm_auth, spnego or gss; ROLE is client or server; MECHANISM is ntlm, spnego or krb5.
One line in, one line out, bytes in hexadecimal:

    token HEX   takes a token, answers `next HEX` or `done HEX`
    sign HEX    the same without encryption
    seal HEX    answers `sealed HEX`: length, signature, data, as pywinrm writes it
    unseal HEX  answers `plain HEX`

An error is answered with `error` and its text.
"""

import struct
import sys


def framed(signature, data):
    return struct.pack("<i", len(signature)) + signature + data


def unframed(sealed):
    length = struct.unpack("<i", sealed[:4])[0]
    return sealed[4:4 + length], sealed[4 + length:]


class NtlmAuth:
    """What python3-winrm 0.3 uses; it has no server."""

    def __init__(self, role, mechanism, user, domain, password, binding):
        from ntlm_auth.ntlm import NtlmContext
        from ntlm_auth.gss_channel_bindings import GssChannelBindingsStruct
        assert role == "client" and mechanism == "ntlm"
        cbt = None
        if binding:
            cbt = GssChannelBindingsStruct()
            cbt[cbt.APPLICATION_DATA] = binding
        self.context = NtlmContext(user, password, domain, "PEER", cbt_data=cbt)

    def token(self, received):
        return self.context.step(received or None), self.context.complete

    def seal(self, plain):
        sealed = self.context.wrap(plain)
        return framed(sealed[:16], sealed[16:])

    def unseal(self, sealed):
        signature, data = unframed(sealed)
        return self.context.unwrap(signature + data)


class Spnego:
    """What requests-ntlm uses since 1.2, and so pywinrm and Ansible."""

    def __init__(self, role, mechanism, user, domain, password, binding):
        import spnego
        from spnego.channel_bindings import GssChannelBindings
        cbt = GssChannelBindings(application_data=binding) if binding else None
        protocol = {"ntlm": "ntlm", "spnego": "negotiate", "krb5": "kerberos"}[mechanism]
        options = spnego.NegotiateOptions.use_negotiate | spnego.NegotiateOptions.use_ntlm
        if mechanism != "spnego":
            options = spnego.NegotiateOptions.none
        if role == "client":
            name = domain + "\\" + user if domain else user
            self.context = spnego.client(name, password, hostname="localhost", service="HTTP",
                                         protocol=protocol, channel_bindings=cbt, options=options)
        else:
            self.context = spnego.server(protocol=protocol, channel_bindings=cbt,
                                         options=options)

    def token(self, received):
        token = self.context.step(received or None)
        return token or b"", self.context.complete

    def seal(self, plain):
        result = self.context.wrap_winrm(plain)
        return framed(result.header, result.data)

    def unseal(self, sealed):
        return self.context.unwrap_winrm(*unframed(sealed))


class Gss:
    """MIT Kerberos; its NTLM is gss-ntlmssp, which reads NTLM_USER_FILE.

    Without a password it is Kerberos, and DOMAIN is the service's host.
    """

    OIDS = {"ntlm": "1.3.6.1.4.1.311.2.2.10", "spnego": "1.3.6.1.5.5.2",
            "krb5": "1.2.840.113554.1.2.2"}

    def __init__(self, role, mechanism, user, domain, password, binding):
        import gssapi
        from gssapi.raw import ChannelBindings, RequirementFlag, set_neg_mechs
        self.gssapi = gssapi
        self.mechanism = mechanism
        self.ntlm = mechanism == "ntlm" or bool(password)
        oid = gssapi.OID.from_int_seq(self.OIDS[mechanism])
        cbt = None
        if binding:
            cbt = ChannelBindings(initiator_address_type=0, acceptor_address_type=0,
                                  application_data=binding)
        flags = (RequirementFlag.mutual_authentication | RequirementFlag.confidentiality
                 | RequirementFlag.integrity | RequirementFlag.replay_detection
                 | RequirementFlag.out_of_sequence_detection)
        if role == "client":
            name, host = None, "localhost" if self.ntlm else domain
            if self.ntlm:
                name = gssapi.Name(domain + "\\" + user if domain else user,
                                   gssapi.NameType.user)
            credentials = gssapi.Credentials(name=name, usage="initiate", mechs=[oid])
            if mechanism == "spnego" and self.ntlm:
                set_neg_mechs(credentials, {gssapi.OID.from_int_seq(self.OIDS["ntlm"])})
            self.context = gssapi.SecurityContext(
                name=gssapi.Name("HTTP@" + host, gssapi.NameType.hostbased_service),
                creds=credentials, mech=oid, flags=flags, channel_bindings=cbt, usage="initiate")
        else:
            credentials = gssapi.Credentials(usage="accept", mechs=[oid])
            if mechanism == "spnego":
                inner = "ntlm" if self.ntlm else "krb5"
                set_neg_mechs(credentials, {gssapi.OID.from_int_seq(self.OIDS[inner])})
            self.context = gssapi.SecurityContext(creds=credentials, channel_bindings=cbt,
                                                  usage="accept")

    def token(self, received):
        token = self.context.step(received or None)
        return token or b"", self.context.complete

    def sign(self, plain):
        return self.seal(plain, False)

    def seal(self, plain, confidential=True):
        if self.ntlm:
            sealed = self.context.wrap(plain, True).message
            return framed(sealed[:16], sealed[16:])
        from gssapi.raw import IOV, IOVBufferType, wrap_iov
        iov = IOV(IOVBufferType.header, plain, IOVBufferType.padding, std_layout=False)
        if wrap_iov(self.context, iov, confidential=confidential) != confidential:
            raise ValueError("not confidential")
        return framed(iov[0].value, iov[1].value + (iov[2].value or b""))

    def unseal(self, sealed):
        signature, data = unframed(sealed)
        if self.ntlm:
            return self.context.unwrap(signature + data).message
        from gssapi.raw import IOV, IOVBufferType, unwrap_iov
        iov = IOV((IOVBufferType.header, False, signature), data,
                  (IOVBufferType.data, False, b""), std_layout=False)
        if not unwrap_iov(self.context, iov).encrypted:
            raise ValueError("not confidential")
        return iov[1].value


LIBRARIES = {"ntlm_auth": NtlmAuth, "spnego": Spnego, "gss": Gss}


def main():
    library, role, mechanism, user, domain, password, binding = sys.argv[1:]
    peer = LIBRARIES[library](role, mechanism, user, domain, password, bytes.fromhex(binding))
    print("ready", flush=True)
    for line in sys.stdin:
        verb, _, text = line.strip().partition(" ")
        data = bytes.fromhex(text)
        try:
            if verb == "token":
                token, done = peer.token(data)
                answer = ("done " if done else "next ") + token.hex()
            elif verb == "sign":
                answer = "sealed " + peer.sign(data).hex()
            elif verb == "seal":
                answer = "sealed " + peer.seal(data).hex()
            else:
                answer = "plain " + peer.unseal(data).hex()
        except Exception as error:  # whatever it is, the test is to see it
            answer = "error " + repr(error).replace("\n", " ")
        print(answer, flush=True)


main()
