"""Run a throw-away Dovecot as an ordinary process on loopback, of which nothing is left: a real IMAP server."""

import datetime as dt
import grp
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from imaplib import IMAP4
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME, PASSWORD = "reports", "a-secret/with@marks"  # of a mailbox that lives as long as its test
START_SECONDS = 30

_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
{security}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


class MailServer:
    """A running server; every name is a mailbox of its own, and all have the same password."""

    def __init__(self, port: int, secure_port: int) -> None:
        self.port = port
        self.secure_port = secure_port

    @contextmanager
    def signed_in(self, name: str = NAME) -> Iterator[IMAP4]:
        """Sign in as somebody who looks into the mailbox by another program."""
        with IMAP4("127.0.0.1", self.port, timeout=START_SECONDS) as client:
            client.login(name, PASSWORD)
            yield client

    def deliver(self, *messages: bytes, name: str = NAME) -> None:
        """Put messages into somebody's INBOX."""
        with self.signed_in(name) as client:
            for message in messages:
                state, told = client.append("INBOX", "", "", message)
                assert state == "OK", told

    def make_folders(self, *folders: str, name: str = NAME) -> None:
        """Make folders in somebody's mailbox."""
        with self.signed_in(name) as client:
            for folder in folders:
                client.create(f'"{folder}"')

    def count(self, folder: str = "INBOX", *, criteria: str = "ALL", name: str = NAME) -> int:
        """Count the messages in a folder of somebody's mailbox."""
        with self.signed_in(name) as client:
            client.select(f'"{folder}"', readonly=True)
            return len(client.search(None, criteria)[1][0].split())


@contextmanager
def running_dovecot(program: Path, *, certificate: Path | None = None, key: Path | None = None) -> Iterator[MailServer]:
    """Start a server, with encryption if it gets a certificate; remove it and its files at the end."""
    # Not pytest's own folder: only root may enter that, and its path may be too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="geo-ij-dovecot-"))
    uid, gid = _unprivileged_account()
    port, secure_port = _free_port(), _free_port()
    security = "ssl = no"
    if certificate is not None and key is not None:
        for file in (certificate, key):
            shutil.copy(file, folder / file.name)
            os.chown(folder / file.name, uid, gid)
        security = f"ssl = yes\nssl_cert = <{folder}/{certificate.name}\nssl_key = <{folder}/{key.name}"
    text = _CONFIGURATION.format(
        folder=folder,
        user=pwd.getpwuid(uid).pw_name,
        group=grp.getgrgid(gid).gr_name,
        uid=uid,
        gid=gid,
        security=security,
        password=PASSWORD,
        port=port,
        secure_port=secure_port if certificate else 0,
    )
    (folder / "dovecot.conf").write_text(text)
    os.chown(folder, uid, gid)
    account = {"user": uid, "group": gid, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        server = subprocess.Popen(
            [program, "-F", "-c", folder / "dovecot.conf"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account,
        )  # fmt: skip
        try:
            _wait_until_ready(server, folder, port)
            yield MailServer(port, secure_port)
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this computer that only those trust who are told to, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return files


def _unprivileged_account() -> tuple[int, int]:
    """Name whom the server runs as: whoever runs the tests, and for root somebody who may do nothing."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    account = pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with suppress(OSError), IMAP4("127.0.0.1", port, timeout=5):
            return
        if server.poll() is not None or time.monotonic() > deadline:
            log = folder / "log"
            raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start")
        time.sleep(0.05)
