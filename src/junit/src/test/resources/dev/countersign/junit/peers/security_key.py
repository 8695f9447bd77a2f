"""python-fido2 0.9.1 and a simulated security key.

usage: security_key.py nfc READER   SCENARIO [ROOT]
       security_key.py hid PORT     SCENARIO [ROOT]

READER is the full name of a PC/SC reader; on PORT of this machine reports of 64 bytes go both ways.
ROOT is the certificate, DER, that attestations end at. Ends with status 0 when all is as it should be.
"""
import os
import socket
import struct
import sys
import threading

from fido2.client import ClientError, Fido2Client
from fido2.cose import CoseKey
from fido2.ctap import CtapError
from fido2.ctap1 import ApduError, Ctap1
from fido2.ctap2 import ClientPin, CredentialManagement, Ctap2
from fido2.ctap2.pin import PinProtocolV1, PinProtocolV2
from fido2.hid import CTAPHID, CtapHidDevice
from fido2.hid.base import CtapHidConnection, HidDescriptor
from fido2.pcsc import CtapPcscDevice
from fido2.server import AttestationVerifier, Fido2Server
from fido2.utils import sha256
from fido2.webauthn import PublicKeyCredentialRpEntity

ORIGIN = "https://example.com"
RP = {"id": "example.com", "name": "Example"}
PIN = "correct horse"
PARAMS = [{"type": "public-key", "alg": alg} for alg in (-7, -8, -35, -257)]


class Reports(CtapHidConnection):
    """Reports over a socket; as with a real device, those of other channels come too."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(40)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.channel = b"\xff\xff\xff\xff"

    def read_packet(self):
        while True:
            report = b""
            while len(report) < 64:
                more = self.socket.recv(64 - len(report))
                if not more:
                    raise EOFError("the key is gone")
                report += more
            if report[:4] == self.channel:
                return report

    def write_packet(self, data):
        assert len(data) == 64
        self.channel = bytes(data[:4])
        self.socket.sendall(data)

    def close(self):
        self.socket.close()


def connect(transport, place):
    if transport == "nfc":
        found = list(CtapPcscDevice.list_devices(place))
        assert len(found) == 1, "readers with a security key: %r" % found
        return found[0]
    descriptor = HidDescriptor(place, 0x1209, 1, 64, 64)
    return CtapHidDevice(descriptor, Reports(int(place)))


def fails(code, call, *arguments, **named):
    """The error that a call must end with."""
    try:
        call(*arguments, **named)
    except CtapError as e:
        assert e.code == code, "%r instead of %r" % (e.code, code)
    except ClientError as e:
        assert isinstance(e.cause, CtapError) and e.cause.code == code, "%r" % e
    else:
        raise AssertionError("no error %r" % code)


class Root(AttestationVerifier):
    def __init__(self, root):
        super().__init__()
        self.root = root

    def ca_lookup(self, result, auth_data):
        return [self.root]


class Party:
    """A relying party, and the browser that its user has."""

    def __init__(self, device, root):
        self.client = Fido2Client(device, ORIGIN)
        self.server = Fido2Server(
            PublicKeyCredentialRpEntity(RP["id"], RP["name"]),
            attestation="direct",
            verify_attestation=Root(root),
        )

    def register(self, name, pin=None, rk=None, known=None, extensions=None, **more):
        options, state = self.server.register_begin(
            {"id": name.encode(), "name": name, "displayName": name},
            known,
            resident_key=rk,
            user_verification="required" if pin else "discouraged",
        )
        options["publicKey"]["extensions"] = extensions
        made = self.client.make_credential(options["publicKey"], pin=pin, **more)
        data = self.server.register_complete(
            state, made.client_data, made.attestation_object
        )
        assert data.is_user_verified() == bool(pin)
        return data.credential_data, made

    def sign_in(self, credentials, pin=None, named=True, extensions=None, **more):
        options, state = self.server.authenticate_begin(
            credentials if named else None, "required" if pin else "discouraged"
        )
        options["publicKey"]["extensions"] = extensions
        selection = self.client.get_assertion(options["publicKey"], pin=pin, **more)
        answers = []
        for index in range(len(selection.get_assertions())):
            answer = selection.get_response(index)
            self.server.authenticate_complete(
                state,
                credentials,
                answer.credential_id,
                answer.client_data,
                answer.authenticator_data,
                answer.signature,
            )
            assert answer.authenticator_data.is_user_verified() == bool(pin)
            answers.append(answer)
        return answers


def ceremonies(device, root):
    """Registers and signs in, both judged by python-fido2's own server; the counter goes up."""
    party = Party(device, root)
    first, made = party.register("alice")
    assert made.attestation_object.fmt == "packed"
    second, _ = party.register("bob")
    counters = [
        party.sign_in([first])[0].authenticator_data.counter,
        party.sign_in([second, first])[0].authenticator_data.counter,
    ]
    assert counters[1] > counters[0], counters
    try:
        party.register("alice", known=[first])
    except ClientError as e:
        assert e.code == ClientError.ERR.DEVICE_INELIGIBLE, e
    else:
        raise AssertionError("a second credential was made for the same user")
    forged = bytearray(first.credential_id)
    forged[0] ^= 1
    options, _ = party.server.authenticate_begin(
        [{"type": "public-key", "id": bytes(forged)}], "discouraged"
    )
    fails(CtapError.ERR.NO_CREDENTIALS, party.client.get_assertion, options["publicKey"])


def algorithms(device, root):
    """A key of each algorithm that the key says it has."""
    ctap = Ctap2(device)
    told = [a["alg"] for a in ctap.info.algorithms]
    assert told[0] == -7, told
    for alg in told:
        data = os.urandom(32)
        made = ctap.make_credential(
            data, RP, {"id": b"u%d" % -alg, "name": "u"}, [{"type": "public-key", "alg": alg}]
        )
        Root(root).verify_attestation(made, data)
        public = made.auth_data.credential_data.public_key
        assert public[3] == alg
        allow = [{"type": "public-key", "id": made.auth_data.credential_data.credential_id}]
        hashed = os.urandom(32)
        if alg == -35:  # unknown to this version of python-fido2
            ctap.get_assertion(RP["id"], hashed, allow)
            continue
        ctap.get_assertion(RP["id"], hashed, allow).verify(hashed, CoseKey.parse(public))
    fails(
        CtapError.ERR.UNSUPPORTED_ALGORITHM,
        ctap.make_credential,
        os.urandom(32),
        RP,
        {"id": b"x", "name": "x"},
        [{"type": "public-key", "alg": -65535}],
    )


def pins(device, root):
    """A PIN is set, used, guessed wrong and changed, with each protocol that the key has."""
    ctap = Ctap2(device)
    assert ctap.info.options["clientPin"] is False
    protocols = [
        p for p in (PinProtocolV2(), PinProtocolV1()) if p.VERSION in ctap.info.pin_uv_protocols
    ]
    current = PIN
    ClientPin(ctap, protocols[0]).set_pin(current)
    party = Party(device, root)
    credential, _ = party.register("alice", pin=current)
    for number, protocol in enumerate(protocols):
        pin = ClientPin(ctap, protocol)
        assert pin.get_pin_retries()[0] == 8
        fails(CtapError.ERR.PIN_INVALID, pin.get_pin_token, "wrong", 2, RP["id"])
        assert pin.get_pin_retries()[0] == 7
        pin.change_pin(current, "another %d" % number)
        current = "another %d" % number
        fails(CtapError.ERR.PIN_POLICY_VIOLATION, pin.change_pin, current, "x" * 3 + "\0")
    party.sign_in([credential], pin=current)
    party = Party(device, root)
    fails(CtapError.ERR.PIN_INVALID, party.sign_in, [credential], pin=PIN)
    assert party.sign_in([credential], pin=current)
    pin = ClientPin(ctap)
    for _ in range(2):
        fails(CtapError.ERR.PIN_INVALID, pin.get_pin_token, "wrong", 2, RP["id"])
    fails(CtapError.ERR.PIN_AUTH_BLOCKED, pin.get_pin_token, "wrong", 2, RP["id"])
    fails(CtapError.ERR.PIN_AUTH_BLOCKED, pin.get_pin_token, current, 2, RP["id"])
    assert pin.get_pin_retries()[0] == 5


def secrets(device, root):
    """hmac-secret: the same salt gives the same secret, another one another; with and without PIN."""
    party = Party(device, root)
    credential, made = party.register("alice", extensions={"hmacCreateSecret": True})
    assert made.extension_results == {"hmacCreateSecret": True}
    one, two = sha256(b"one"), sha256(b"two")

    def secret(pin=None, **salts):
        answer = party.sign_in([credential], pin=pin, extensions={"hmacGetSecret": salts})[0]
        return answer.extension_results["hmacGetSecret"]

    first = secret(salt1=one)["output1"]
    assert len(first) == 32 and "output2" not in secret(salt1=one)
    both = secret(salt1=two, salt2=one)
    assert both["output2"] == first != both["output1"]
    ClientPin(party.client.ctap2).set_pin(PIN)
    party = Party(device, root)
    verified = secret(PIN, salt1=one)["output1"]
    assert verified == secret(PIN, salt1=one)["output1"] != first


def management(device, root):
    """Credentials that the key keeps are listed, renamed and deleted; and found without a list."""
    ctap = Ctap2(device)
    ClientPin(ctap).set_pin(PIN)
    party = Party(device, root)
    kept = [party.register(name, pin=PIN, rk=True)[0] for name in ("alice", "bob", "carol")]
    party.register("of the server's own", pin=PIN)
    answers = party.sign_in(kept, pin=PIN, named=False)
    assert [a.user_handle for a in answers] == [b"carol", b"bob", b"alice"], answers

    def managing():
        pin = ClientPin(ctap)
        token = pin.get_pin_token(PIN, ClientPin.PERMISSION.CREDENTIAL_MGMT)
        return CredentialManagement(ctap, pin.protocol, token)

    names = CredentialManagement.RESULT
    credman = managing()
    counts = credman.get_metadata()
    assert counts[names.EXISTING_CRED_COUNT] == 3
    before = counts[names.MAX_REMAINING_COUNT]
    parties = credman.enumerate_rps()
    assert [p[names.RP]["id"] for p in parties] == [RP["id"]]
    assert parties[0][names.RP_ID_HASH] == sha256(RP["id"].encode())
    found = credman.enumerate_creds(parties[0][names.RP_ID_HASH])
    assert {c[names.USER]["name"] for c in found} == {"alice", "bob", "carol"}
    for one in found:
        mine = [k for k in kept if k.credential_id == one[names.CREDENTIAL_ID]["id"]][0]
        assert dict(mine.public_key) == one[names.PUBLIC_KEY]
    alice = [c for c in found if c[names.USER]["name"] == "alice"][0]
    credman.update_user_info(
        alice[names.CREDENTIAL_ID], {"id": b"alice", "name": "alice b.", "displayName": "A"}
    )
    bob = [c for c in found if c[names.USER]["name"] == "bob"][0]
    credman.delete_cred(bob[names.CREDENTIAL_ID])
    fails(CtapError.ERR.NO_CREDENTIALS, credman.delete_cred, bob[names.CREDENTIAL_ID])
    credman = managing()
    found = credman.enumerate_creds(parties[0][names.RP_ID_HASH])
    assert {c[names.USER]["name"] for c in found} == {"alice b.", "carol"}
    assert credman.get_metadata()[names.MAX_REMAINING_COUNT] == before + 1
    pin = ClientPin(ctap)
    token = pin.get_pin_token(PIN, ClientPin.PERMISSION.GET_ASSERTION, RP["id"])
    fails(
        CtapError.ERR.PIN_AUTH_INVALID,
        CredentialManagement(ctap, pin.protocol, token).get_metadata,
    )


def keep(device, root):
    """The key keeps credentials for another program to look at; its PIN is set."""
    ctap = Ctap2(device)
    if not ctap.info.options["clientPin"]:
        ClientPin(ctap).set_pin(PIN)
    party = Party(device, root)
    for name in ("alice", "bob"):
        party.register(name, pin=PIN, rk=True)


def u2f(device, root):
    """The messages of U2F."""
    ctap = Ctap1(device)
    assert ctap.get_version() == "U2F_V2"
    app, challenge = sha256(b"https://example.com"), os.urandom(32)
    made = ctap.register(challenge, app)
    made.verify(app, challenge)
    counters = []
    for _ in range(2):
        challenge = os.urandom(32)
        signed = ctap.authenticate(challenge, app, made.key_handle)
        signed.verify(app, challenge, made.public_key)
        assert signed.user_presence == 1
        counters.append(signed.counter)
    assert counters[1] > counters[0]

    def refused(status, *arguments):
        try:
            ctap.authenticate(*arguments)
        except ApduError as e:
            assert e.code == status, "%04x" % e.code
        else:
            raise AssertionError("no %04x" % status)

    refused(0x6985, challenge, app, made.key_handle, True)
    refused(0x6A80, challenge, sha256(b"elsewhere"), made.key_handle)
    refused(0x6A80, challenge, app, os.urandom(len(made.key_handle)))


def u2f_client(device, root):
    """python-fido2's own fallback for keys that know U2F only."""
    party = Party(device, root)
    credential, made = party.register("alice")
    assert made.attestation_object.fmt == "fido-u2f"
    party.sign_in([credential])
    try:
        party.register("alice", rk=True)
    except ClientError as e:
        assert e.code == ClientError.ERR.CONFIGURATION_UNSUPPORTED, e
        return
    raise AssertionError("a key of the first generation keeps nothing")


def reset(device, root):
    """A reset forgets everything."""
    ctap = Ctap2(device)
    party = Party(device, root)
    credential, _ = party.register("alice")
    ClientPin(ctap).set_pin(PIN)
    ctap.reset()
    assert ctap.get_info().options["clientPin"] is False
    fails(CtapError.ERR.NO_CREDENTIALS, Party(device, root).sign_in, [credential])


# ---- CTAPHID ----


def pings(device, root):
    """All sizes around the edges of reports come back."""
    edges = [0, 1, 56, 57, 58, 115, 116, 117, 175, 1024, 7549, 7550, 7608, 7609]
    for size in edges:
        data = os.urandom(size)
        assert device.ping(data) == data, size
    fails(CtapError.ERR.INVALID_LENGTH, device.ping, bytes(7610))
    assert device.ping(b"again") == b"again"


def introduction(device, root):
    assert device.version == 2
    assert device.capabilities == 0x05
    assert device.device_version == (5, 7, 4)
    device.wink()
    fails(CtapError.ERR.INVALID_COMMAND, device.call, 0x20, b"")
    fails(CtapError.ERR.INVALID_LENGTH, device.call, CTAPHID.WINK, b"x")
    fails(CtapError.ERR.INVALID_LENGTH, device.call, CTAPHID.CBOR, b"")


def cancel(device, root):
    """Nobody touches the key: it says so all the time, until it is told to stop."""
    event, told = threading.Event(), []

    def on_keepalive(status):
        told.append(int(status))
        event.set()

    fails(
        CtapError.ERR.KEEPALIVE_CANCEL,
        Ctap2(device).selection,
        event=event,
        on_keepalive=on_keepalive,
    )
    assert told and set(told) <= {1, 2}, told  # 1 first where the machine is busy
    assert device.ping(b"x") == b"x"


def busy(device, root):
    """While one program waits for a touch another one hears that the device is busy."""
    other = connect("hid", device.descriptor.path)
    assert other._channel_id != device._channel_id
    waiting, event, ended = threading.Event(), threading.Event(), []

    def wait():
        try:
            Ctap2(device).selection(event=event, on_keepalive=lambda status: waiting.set())
        except CtapError as e:
            ended.append(e.code)

    thread = threading.Thread(target=wait)
    thread.start()
    assert waiting.wait(40)
    fails(CtapError.ERR.CHANNEL_BUSY, other.ping, b"x")
    third = connect("hid", device.descriptor.path)
    fails(CtapError.ERR.CHANNEL_BUSY, third.ping, b"x" * 200)
    event.set()
    thread.join(40)
    assert ended == [CtapError.ERR.KEEPALIVE_CANCEL], ended
    assert other.ping(b"x" * 200) == b"x" * 200
    assert device.ping(b"y") == b"y"


def turns(device, root):
    """Two programs in turns, each on its channel, each with long messages."""
    devices = [device, connect("hid", device.descriptor.path)]
    errors = []

    def work(mine):
        done = 0
        while done < 20:
            data = os.urandom(1000)
            try:
                assert mine.ping(data) == data
                done += 1
            except CtapError as e:
                if e.code != CtapError.ERR.CHANNEL_BUSY:
                    errors.append(e)
                    return
            except Exception as e:
                errors.append(e)
                return

    threads = [threading.Thread(target=work, args=(d,)) for d in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert not errors, errors


def lock(device, root):
    other = connect("hid", device.descriptor.path)
    device.lock(10)
    fails(CtapError.ERR.CHANNEL_BUSY, other.ping, b"x")
    assert device.ping(b"x") == b"x"
    connect("hid", device.descriptor.path)
    device.lock(0)
    assert other.ping(b"x") == b"x"
    fails(CtapError.ERR.INVALID_PARAMETER, device.lock, 11)


def broken(device, root):
    """Reports that break the rules, below python-fido2's own framing."""
    wire = device._connection
    channel = struct.pack(">I", device._channel_id)

    def exchange(*reports):
        for report in reports:
            wire.write_packet((report).ljust(64, b"\0"))
        answer = wire.read_packet()
        return answer[4], answer[7]

    assert exchange(channel + b"\x81\x00\xc8", channel + b"\x01") == (0xBF, 4)
    assert exchange(channel + b"\x81\x00\xc8", channel + b"\x81\x00\x01") == (0xBF, 4)
    assert exchange(b"\0\0\0\0\x81\0\x01") == (0xBF, 0x0B)
    assert exchange(b"\x7f\0\0\0\x81\0\x01") == (0xBF, 0x0B)
    assert exchange(b"\xff\xff\xff\xff\x90\0\x01\x04") == (0xBF, 0x0B)
    assert exchange(channel + b"\x81\x00\xc8") == (0xBF, 5)  # nothing follows
    wire.write_packet((channel + b"\x00").ljust(64, b"\0"))  # nobody waits for it
    assert device.ping(b"x") == b"x"


def main():
    transport, place, scenario = sys.argv[1:4]
    root = b""
    if len(sys.argv) > 4:
        with open(sys.argv[4], "rb") as file:
            root = file.read()
    device = connect(transport, place)
    try:
        globals()[scenario](device, root)
    finally:
        device.close()


main()
