"""Who the partners are: one row each, and what one running process was told at its start."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PORTAL = "PORTAL"  # the portal's own key id
GATEWAY = "GATEWAY"  # the key id of the portal's server on the exchange


@dataclass(frozen=True)
class Partner:
    """One stand-in: its key id, what it is, and how its answers are signed and numbered."""

    code: str
    role: str
    title: str
    signed_by: str = ""
    reference: str = ""


PARTNERS = {
    "police": Partner(
        "CA92",
        "agency",
        "Phòng Hồ sơ nghiệp vụ Công an thành phố Cần Thơ",
        "Thượng tá Nguyễn Quốc Hưng, Trưởng phòng",
        "{number}/PV06-TTLLTP",
    ),
    "national_centre": Partner(
        "TTLLTPQG",
        "agency",
        "Trung tâm Lý lịch tư pháp quốc gia",
        "Phó Giám đốc Đỗ Thị Thanh Hà",
        "{number}/TTLLTPQG-TC",
    ),
    "court": Partner(
        "TA92",
        "agency",
        "Tòa án nhân dân thành phố Cần Thơ",
        "Phó Chánh án Phạm Minh Khôi",
        "{number}/TA-VP",
    ),
    "military_court": Partner(
        "TAQSTW",
        "agency",
        "Tòa án quân sự Trung ương",
        "Đại tá Vũ Đình Long, Chánh Văn phòng",
        "{number}/TAQSTW-VP",
    ),
    "procuracy": Partner(
        "VKS92",
        "agency",
        "Viện kiểm sát nhân dân thành phố Cần Thơ",
        "Phó Viện trưởng Huỳnh Thị Ngọc Sương",
        "{number}/VKS-P3",
    ),
    "commune": Partner(
        "UBND92",
        "agency",
        "Ủy ban nhân dân phường Ninh Kiều",
        "Phó Chủ tịch Lâm Văn Phước",
        "{number}/UBND-TP",
    ),
    "gateway": Partner(GATEWAY, "gateway", "Trục liên thông (minh họa)"),
    "carrier": Partner("VNPOST", "carrier", "Bưu điện (minh họa)"),
    "bank": Partner("BANK", "bank", "Ngân hàng minh họa"),
    "timestamps": Partner("TSA", "timestamps", "Dịch vụ dấu thời gian (minh họa)"),
}


def system_of(code: str) -> str:
    """An agency's name on the exchange: instance, class, member, subsystem."""
    return f"VN/GOV/{code}/LLTP"


@dataclass(frozen=True)
class Place:
    """Where this process stands: its own address, its files and the portal it talks to."""

    name: str
    code: str
    url: str
    data_dir: Path
    portal: str
    portal_via: str
    portal_code: str = PORTAL
    gateway: str = ""  # the address of our own server on the exchange

    @property
    def partner(self) -> Partner:
        return PARTNERS[self.name]

    @property
    def keys(self) -> Path:
        return self.data_dir / "keys"

    def on_portal(self, url: str) -> bool:
        """Only the portal is ever called or linked, whatever a message says."""
        return _origin(url) == _origin(self.portal) and "@" not in url and url.isprintable()

    def reached_at(self, url: str) -> str:
        """The address to connect to for this URL; for the portal's, inside a compose net, it
        differs."""
        if not self.on_portal(url):
            return url
        parts = urlsplit(url)
        return self.portal_via.rstrip("/") + parts._replace(scheme="", netloc="").geturl()


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ("", url)
    return (parts.scheme, parts.netloc)
