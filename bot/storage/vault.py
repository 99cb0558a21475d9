"""Encryption at rest: AES-256-GCM under named keys, and keyed pseudonyms and digests under another key.

A sealed value is bound to its table, column and row, so that it cannot be moved to another place unnoticed. Held
originals have a key of their own each, which is sealed in turn: destroying that one small value destroys the text,
also in backups of the rest (crypto-shredding).
"""

import base64
import binascii
import fcntl
import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.errors import Locked

KEY_BYTES = 32
NONCE_BYTES = 12
"""AES-256-GCM with random 96-bit nonces (source: NIST SP 800-38D, section 8.2.2)."""

_FORMAT = 1
_DIGEST = "digest"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIAS_LETTERS = 5
FILE = "vault.keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Sealing keys by name, the first of which seals while all open, and the key for digests.

    ``made`` says of a key when it was made, where that was written down.
    """

    sealing: dict[str, bytes] = field(repr=False)
    digest: bytes = field(repr=False)
    made: dict[str, datetime] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read ``name:base64,name:base64:moment,…``; the name ``digest`` is the key for pseudonyms and digests.

        Raises:
            Locked: naming the entry that cannot be used, never its value.
        """
        keys: dict[str, bytes] = {}
        made: dict[str, datetime] = {}
        for position, entry in enumerate(
            filter(None, (part.strip() for part in text.replace("\n", ",").split(","))), 1
        ):
            name, colon, rest = entry.partition(":")
            encoded, _, moment = rest.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
                if moment:
                    made[name] = datetime.fromisoformat(moment).astimezone(UTC)
            except (binascii.Error, ValueError):
                key = b""
            if not colon or not name.isalnum() or not name.isascii() or len(key) != KEY_BYTES or name in keys:
                message = f"key {position} is not name:base64 of {KEY_BYTES} bytes with a name of its own"
                raise Locked(message)
            keys[name] = key
        digest = keys.pop(_DIGEST, None)
        if digest is None or not keys:
            missing = "no key named digest" if digest is None else "no sealing key"
            message = f"there is {missing} among the keys"
            raise Locked(message)
        return cls(sealing=keys, digest=digest, made=made)

    @classmethod
    def generate(cls, at: datetime | None = None) -> "Keyring":
        """Make new keys."""
        made = {} if at is None else {"k1": _whole_seconds(at)}
        return cls(sealing={"k1": secrets.token_bytes(KEY_BYTES)}, digest=secrets.token_bytes(KEY_BYTES), made=made)

    def rotated(self, at: datetime) -> "Keyring":
        """Put a new key in front; the others stay, and open what they sealed."""
        numbers = [int(name[1:]) for name in self.sealing if name[0] == "k" and name[1:].isdecimal()]
        name = f"k{max(numbers, default=0) + 1}"
        sealing = {name: secrets.token_bytes(KEY_BYTES), **self.sealing}
        return Keyring(sealing=sealing, digest=self.digest, made={**self.made, name: _whole_seconds(at)})

    @property
    def first(self) -> str:
        """The name of the key that seals."""
        return next(iter(self.sealing))

    def written(self) -> str:
        """Write the keys as `parse` reads them."""
        named = {**self.sealing, _DIGEST: self.digest}
        lines = []
        for name, key in named.items():
            moment = f":{self.made[name].isoformat()}" if name in self.made else ""
            lines.append(f"{name}:{base64.b64encode(key).decode()}{moment}")
        return "\n".join(lines) + "\n"


def _whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def load_or_make(data_directory: Path) -> tuple[Keyring, bool]:
    """Read the key file of a data directory, or make it; the flag says whether it was made.

    Raises:
        Locked: the file cannot be read, is readable by others, or holds no usable keys.
    """
    path = data_directory / FILE
    try:
        data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with held(data_directory, waiting=True):  # of several processes that start at once, one makes the keys
                if not path.exists():
                    keyring = Keyring.generate(datetime.now(UTC))
                    _write(path, keyring.written())
                    return keyring, True
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise Locked(message) from None
    return load(data_directory), False


def load(data_directory: Path) -> Keyring:
    """Read the key file of a data directory.

    Raises:
        Locked: the file cannot be read, is readable by others, or holds no usable keys.
    """
    path = data_directory / FILE
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            message = f"{path} can be read by others; run: chmod 600 {path}"
            raise Locked(message)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a key file"
        message = f"{path}: {reason}"
        raise Locked(message) from None
    try:
        return Keyring.parse(text)
    except Locked as error:
        message = f"{path}: {error}"
        raise Locked(message) from None


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner can read: whole, or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(path)
        _settle(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _settle(folder: Path) -> None:
    """See that a new name in a folder outlives a power cut: what is sealed next needs the key that it names."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(data_directory: Path, *, waiting: bool = False) -> Iterator[None]:
    """Let nobody else change the key file meanwhile; the hold ends with the process, however that ends.

    Args:
        data_directory: where the key file is, or will be.
        waiting: wait for whoever is at it, in place of giving up.

    Raises:
        Locked: somebody else is at it.
    """
    handle = os.open(data_directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if waiting else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = "the keys are being rotated by another process"
            raise Locked(message) from None
        yield
    finally:
        os.close(handle)


def put_in_front(data_directory: Path, at: datetime) -> Keyring:
    """Put a new key in front of those in the key file.

    Raises:
        Locked: the file cannot be read or written.
    """
    keyring = load(data_directory).rotated(at)
    try:
        _write(data_directory / FILE, keyring.written())
    except OSError as error:
        message = f"{data_directory / FILE}: {error.strerror}"
        raise Locked(message) from None
    return keyring


class Vault:
    """Seals and opens values; names members and digests texts under a key.

    Args:
        keyring: the keys.
        data_directory: where the key file is, if the keys are from there; a key that was put into it meanwhile is
            found when it is needed.
    """

    def __init__(self, keyring: Keyring, data_directory: Path | None = None) -> None:
        self._data_directory = data_directory
        self._seen: tuple[int, int] | None = None
        self._first = keyring.first
        self._ciphers = {name: AESGCM(key) for name, key in keyring.sealing.items()}
        self._digest = keyring.digest
        # Drawn from the key that never changes, so that a chain outlives every rotation.
        self._chain = self._hmac("key of the log's chain")

    @property
    def first(self) -> str:
        """The name of the key that seals."""
        return self._first

    @property
    def known(self) -> tuple[str, ...]:
        """The names of all sealing keys, the one that seals first."""
        return tuple(self._ciphers)

    def reread(self) -> bool:
        """Take in the key file if it is another one than was last seen; tell whether it was.

        It is small and read when keys change, so that even the event loop may wait for it. A file that cannot be used,
        or belongs to other pseudonyms, changes nothing.
        """
        if self._data_directory is None:
            return False
        try:
            found = (self._data_directory / FILE).stat()
            if (found.st_mtime_ns, found.st_ino) == self._seen:
                return False
            self._seen = (found.st_mtime_ns, found.st_ino)
            keyring = load(self._data_directory)
        except (OSError, Locked):
            return False
        if keyring.digest != self._digest:
            return False
        self.learn(keyring)
        return True

    def learn(self, keyring: Keyring) -> None:
        """Seal with these keys' first from now on, and open with all of them."""
        self._ciphers = {name: AESGCM(key) for name, key in keyring.sealing.items()}
        self._first = keyring.first

    def seal(self, data: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt a value for one place."""
        return _seal(self._ciphers[self._first], self._first, data, table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """Decrypt a value from the place that it was sealed for.

        Raises:
            Locked: the key is missing, the value was changed, or it was sealed for another place.
        """
        name = _key_name(sealed)
        cipher = self._ciphers.get(name)
        if cipher is None and self.reread():
            cipher = self._ciphers.get(name)
        if cipher is None:
            message = f"the key {name} is not among the keys"
            raise Locked(message)
        return _open(cipher, sealed, table, column, row)

    def seal_text(self, text: str, table: str, column: str, row: str) -> bytes:
        """Encrypt a text; lone surrogates survive."""
        return self.seal(text.encode("utf-8", "surrogatepass"), table, column, row)

    def open_text(self, sealed: bytes, table: str, column: str, row: str) -> str:
        """Decrypt a text.

        Raises:
            Locked: as `open`.
        """
        return self.open(sealed, table, column, row).decode("utf-8", "surrogatepass")

    def seal_apart(self, data: bytes, table: str, row: str) -> tuple[bytes, bytes]:
        """Encrypt a value under a key of its own; returned are that key, sealed, and the ciphertext."""
        key = secrets.token_bytes(KEY_BYTES)
        return self.seal(key, table, "key", row), _seal(AESGCM(key), "own", data, table, "value", row)

    def open_apart(self, sealed_key: bytes, ciphertext: bytes, table: str, row: str) -> bytes:
        """Decrypt a value that has a key of its own.

        Raises:
            Locked: as `open`.
        """
        return _open(AESGCM(self.open(sealed_key, table, "key", row)), ciphertext, table, "value", row)

    def alias(self, community: str, member: str) -> str:
        """Name a member by keyed pseudonym, such as ``M-7KQ2F``: the same in one community, unlinkable elsewhere."""
        number = int.from_bytes(self._hmac("alias", community, member)[:8], "big")
        letters = ""
        for _ in range(_ALIAS_LETTERS):
            number, index = divmod(number, len(_CROCKFORD))
            letters += _CROCKFORD[index]
        return f"M-{letters}"

    def link(self, before: bytes, row: bytes) -> bytes:
        """Hash a row of the log together with the hash before it: HMAC-SHA-256 under a key for nothing else."""
        return hmac.new(self._chain, before + row, sha256).digest()

    def digest(self, community: str, text: str) -> bytes:
        """Digest a text under the key: 32 bytes."""
        return self._hmac("text", community, text)

    def _hmac(self, *words: str) -> bytes:
        mac = hmac.new(self._digest, digestmod=sha256)
        for word in words:
            data = word.encode("utf-8", "surrogatepass")
            mac.update(len(data).to_bytes(8, "big") + data)
        return mac.digest()


def _place(table: str, column: str, row: str) -> bytes:
    return f"{table}\x1f{column}\x1f{row}".encode()


def _seal(cipher: AESGCM, name: str, data: bytes, table: str, column: str, row: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header(name) + nonce + cipher.encrypt(nonce, data, _place(table, column, row))


def header(name: str) -> bytes:
    """Write what a value sealed under a key begins with."""
    label = name.encode("ascii")
    return bytes((_FORMAT, len(label))) + label


def _key_name(sealed: bytes) -> str:
    if len(sealed) < 2 or sealed[0] != _FORMAT:
        message = "a sealed value is damaged"
        raise Locked(message)
    return sealed[2 : 2 + sealed[1]].decode("ascii", "replace")


def _open(cipher: AESGCM, sealed: bytes, table: str, column: str, row: str) -> bytes:
    _key_name(sealed)
    begin = 2 + sealed[1]
    nonce, ciphertext = sealed[begin : begin + NONCE_BYTES], sealed[begin + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, ciphertext, _place(table, column, row))
    except (InvalidTag, ValueError):
        message = f"a sealed value of {table}.{column} does not open: a wrong key, or it was changed"
        raise Locked(message) from None
