"""libfido2 1.12 and a simulated security key, with reports over a socket of this machine.

usage: libfido2_key.py PORT SCENARIO

Framing, messages and verification are the library's. Ends with status 0 when all is as it should be.
"""
import os
import socket
import sys
from ctypes import (
    CDLL, CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_size_t, c_ubyte, c_uint64,
    c_void_p, memmove, string_at,
)

ES256, EDDSA = -7, -8
TRUE = 2
HMAC_SECRET, LARGE_BLOB_KEY = 0x01, 0x04
OK, PIN_INVALID, PIN_REQUIRED, NO_CREDENTIALS = 0, 0x31, 0x36, 0x2E
RP = b"example.com"
PIN = b"correct horse"

lib = CDLL("libfido2.so.1")
pointers = """fido_dev_new fido_cred_new fido_assert_new es256_pk_new eddsa_pk_new fido_cred_id_ptr
    fido_cred_pubkey_ptr fido_cred_largeblob_key_ptr fido_assert_hmac_secret_ptr
    fido_assert_user_id_ptr fido_credman_metadata_new""".split()
sizes = """fido_cred_id_len fido_cred_pubkey_len fido_cred_largeblob_key_len fido_assert_count
    fido_assert_hmac_secret_len fido_assert_user_id_len""".split()
for name in pointers:
    getattr(lib, name).restype = c_void_p
for name in sizes:
    getattr(lib, name).restype = c_size_t
lib.fido_credman_rk_existing.restype = c_uint64
lib.fido_strerr.restype = c_char_p

OPEN = CFUNCTYPE(c_void_p, c_char_p)
CLOSE = CFUNCTYPE(None, c_void_p)
READ = CFUNCTYPE(c_int, c_void_p, POINTER(c_ubyte), c_size_t, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, POINTER(c_ubyte), c_size_t)


class Io(Structure):
    _fields_ = [("open", OPEN), ("close", CLOSE), ("read", READ), ("write", WRITE)]


class Key:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.io = Io(OPEN(lambda path: 1), CLOSE(lambda handle: None), READ(self.read), WRITE(self.write))
        self.device = c_void_p(lib.fido_dev_new())
        ok(lib.fido_dev_set_io_functions(self.device, byref(self.io)))
        ok(lib.fido_dev_open(self.device, b"simulated"))

    def read(self, handle, buffer, size, millis):
        self.socket.settimeout(None if millis < 0 else max(millis, 1) / 1000)
        report = b""
        try:
            while len(report) < size:
                more = self.socket.recv(size - len(report))
                if not more:
                    return -1
                report += more
        except OSError:
            return -1
        memmove(buffer, report, size)
        return size

    def write(self, handle, buffer, size):
        self.socket.sendall(string_at(buffer, size)[1:])  # without the report's number
        return size


def ok(status, wanted=OK):
    assert status == wanted, "%s instead of %s" % (lib.fido_strerr(status), lib.fido_strerr(wanted))


def pointer(data):
    return data, c_size_t(len(data))


class Credential:
    def __init__(self, key, alg=ES256, user=b"alice", pin=None, rk=False, extensions=0, wanted=OK):
        made = c_void_p(lib.fido_cred_new())
        ok(lib.fido_cred_set_type(made, alg))
        ok(lib.fido_cred_set_clientdata_hash(made, *pointer(os.urandom(32))))
        ok(lib.fido_cred_set_rp(made, RP, b"Example"))
        ok(lib.fido_cred_set_user(made, *pointer(user), user, user, None))
        ok(lib.fido_cred_set_extensions(made, extensions))
        if rk:
            ok(lib.fido_cred_set_rk(made, TRUE))
        ok(lib.fido_dev_make_cred(key.device, made, pin), wanted)
        if wanted != OK:
            return
        ok(lib.fido_cred_verify(made))
        self.alg = alg
        self.id = string_at(lib.fido_cred_id_ptr(made), lib.fido_cred_id_len(made))
        public = string_at(lib.fido_cred_pubkey_ptr(made), lib.fido_cred_pubkey_len(made))
        kind = {ES256: "es256", EDDSA: "eddsa"}[alg]
        self.public = c_void_p(getattr(lib, kind + "_pk_new")())
        ok(getattr(lib, kind + "_pk_from_ptr")(self.public, *pointer(public)))
        if extensions & LARGE_BLOB_KEY:
            size = lib.fido_cred_largeblob_key_len(made)
            self.blob_key = string_at(lib.fido_cred_largeblob_key_ptr(made), size)

    def sign_in(self, key, pin=None, salt=None, wanted=OK):
        """The user's id and the secret of the salt, both perhaps empty."""
        asked = c_void_p(lib.fido_assert_new())
        ok(lib.fido_assert_set_clientdata_hash(asked, *pointer(os.urandom(32))))
        ok(lib.fido_assert_set_rp(asked, RP))
        ok(lib.fido_assert_allow_cred(asked, *pointer(self.id)))
        if salt:
            ok(lib.fido_assert_set_extensions(asked, HMAC_SECRET))
            ok(lib.fido_assert_set_hmac_salt(asked, *pointer(salt)))
        ok(lib.fido_dev_get_assert(key.device, asked, pin), wanted)
        if wanted != OK:
            return b""
        assert lib.fido_assert_count(asked) == 1
        first = c_size_t(0)
        ok(lib.fido_assert_verify(asked, first, self.alg, self.public))
        size = lib.fido_assert_hmac_secret_len(asked, first)
        return string_at(lib.fido_assert_hmac_secret_ptr(asked, first), size) if size else b""


def ceremonies(key):
    for alg in (ES256, EDDSA):
        made = Credential(key, alg)
        made.sign_in(key)
        made.id = bytes([made.id[0] ^ 1]) + made.id[1:]
        made.sign_in(key, wanted=NO_CREDENTIALS)


def pins(key):
    tries = c_int()
    ok(lib.fido_dev_set_pin(key.device, PIN, None))
    Credential(key, rk=True, wanted=PIN_REQUIRED)
    made = Credential(key, pin=PIN)
    made.sign_in(key, b"wrong", wanted=PIN_INVALID)
    ok(lib.fido_dev_get_retry_count(key.device, byref(tries)))
    assert tries.value == 7
    ok(lib.fido_dev_set_pin(key.device, b"another", PIN))
    made.sign_in(key, b"another")
    ok(lib.fido_dev_get_retry_count(key.device, byref(tries)))
    assert tries.value == 8
    ok(lib.fido_dev_reset(key.device))
    assert not lib.fido_dev_has_pin(key.device)


def secrets(key):
    made = Credential(key, extensions=HMAC_SECRET)
    first = made.sign_in(key, salt=b"1" * 32)
    assert len(first) == 32
    assert first == made.sign_in(key, salt=b"1" * 32) != made.sign_in(key, salt=b"2" * 32)
    both = made.sign_in(key, salt=b"2" * 32 + b"1" * 32)
    assert both[32:] == first


def management(key):
    ok(lib.fido_dev_set_pin(key.device, PIN, None))
    made = [Credential(key, user=user, pin=PIN, rk=True) for user in (b"alice", b"bob")]
    counts = c_void_p(lib.fido_credman_metadata_new())
    ok(lib.fido_credman_get_dev_metadata(key.device, counts, PIN))
    assert lib.fido_credman_rk_existing(counts) == 2
    ok(lib.fido_credman_del_dev_rk(key.device, *pointer(made[0].id), PIN))
    ok(lib.fido_credman_get_dev_metadata(key.device, counts, PIN))
    assert lib.fido_credman_rk_existing(counts) == 1
    made[0].sign_in(key, PIN, wanted=NO_CREDENTIALS)
    made[1].sign_in(key, PIN)


def blobs(key):
    ok(lib.fido_dev_set_pin(key.device, PIN, None))
    made = Credential(key, pin=PIN, rk=True, extensions=LARGE_BLOB_KEY)
    blob = os.urandom(1500)
    ok(lib.fido_dev_largeblob_set(key.device, *pointer(made.blob_key), *pointer(blob), PIN))
    found, size = c_void_p(), c_size_t()
    ok(lib.fido_dev_largeblob_get(key.device, *pointer(made.blob_key), byref(found), byref(size)))
    assert string_at(found, size.value) == blob


lib.fido_init(0)
globals()[sys.argv[2]](Key(int(sys.argv[1])))
