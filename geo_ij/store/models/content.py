"""Count the changes of everything that pages show, so that they notice one and are not disturbed by sign-ins."""

from sqlalchemy.orm import Mapped, mapped_column

from geo_ij.store.models.base import Base


class ContentVersion(Base):
    """One row, whose number every transaction that changes content puts up (`Database.write`)."""

    __tablename__ = "content_version"

    version_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
