"""A provider of SAML that signs what it is told to, also lies: with xmlsec, as real ones do."""

import base64
import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from troska.core import clock
from troska.core.ids import new_code

ISSUER = "https://idp.firma.example/saml"
ADDRESS = "https://idp.firma.example/saml/logowanie"
SHA256 = ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256")
SHA1 = ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Idp:
    """One provider: its key, and a certificate for it."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def certificate(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.firma.example")])
        made = x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
        now = clock.now()
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
        return made.sign(self.key, hashes.SHA256())

    def metadata(self, *, certificate: str | None = None, issuer: str = ISSUER) -> str:
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        told = base64.b64encode(der).decode() if certificate is None else certificate
        return (
            f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}">'
            '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
            f"<ds:X509Certificate>{told}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
            f'Location="{ADDRESS}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
        )

    def signed(self, xml: str, algorithms: tuple[str, str] = SHA256) -> str:
        """Sign the outermost element."""
        from onelogin.saml2.utils import OneLogin_Saml2_Utils

        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = self.certificate.public_bytes(serialization.Encoding.PEM).decode()
        made = OneLogin_Saml2_Utils.add_sign(xml, pem.decode(), certificate, False, *algorithms)
        return str(made.decode() if isinstance(made, bytes) else made)


def asked(address: str) -> str:
    """Read the id out of the question that a browser carries."""
    packed = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return ET.fromstring(zlib.decompress(base64.b64decode(packed), -15)).attrib["ID"]


def assertion(
    answer_to: str,
    *,
    subject: str,
    recipient: str,
    audience: str,
    issuer: str = ISSUER,
    email: str = "",
    age: timedelta = timedelta(0),
    identifier: str | None = None,
) -> str:
    """Say who somebody is."""
    at = clock.now() - age
    until = _moment(at + timedelta(minutes=5))
    told = (
        '<saml:AttributeStatement><saml:Attribute Name="email"><saml:AttributeValue>'
        f"{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"
        if email
        else ""
    )
    return (
        '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
        f'ID="{identifier or "_" + new_code()}" Version="2.0" IssueInstant="{_moment(at)}">'
        f"<saml:Issuer>{issuer}</saml:Issuer>"
        '<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f"{subject}</saml:NameID>"
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData '
        f'NotOnOrAfter="{until}" Recipient="{recipient}" InResponseTo="{answer_to}"/>'
        "</saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{_moment(at - timedelta(minutes=1))}" NotOnOrAfter="{until}">'
        "<saml:AudienceRestriction>"
        f"<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{_moment(at)}" SessionIndex="_{new_code()}"><saml:AuthnContext>'
        "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement>{told}</saml:Assertion>"
    )


def response(answer_to: str, *, destination: str, content: str, issuer: str = ISSUER) -> str:
    """Put assertions into an answer, not encoded yet."""
    return (
        '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '
        f'ID="_{new_code()}" Version="2.0" IssueInstant="{_moment(clock.now())}" Destination="{destination}" '
        f'InResponseTo="{answer_to}"><saml:Issuer>{issuer}</saml:Issuer><samlp:Status>'
        '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
        f"{content}</samlp:Response>"
    )


def encoded(xml: str) -> str:
    """Write an answer as a browser posts it."""
    return base64.b64encode(xml.encode()).decode()
