"""List every setting once: the variable, its default and what it means."""

from typing import NamedTuple


class Setting(NamedTuple):
    """One row of the table: the variable, its default as text, and what it does."""

    variable: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "database_url": Setting(
        "GEO_IJ_DATABASE_URL",
        "",
        "Where the data are kept: an SQLAlchemy URL for SQLite or PostgreSQL. Empty means a SQLite file in the "
        "user's data folder.",
    ),
    "service_name": Setting("GEO_IJ_SERVICE_NAME", "Community reparation map", "The service's name on every page."),
    "programme_name": Setting(
        "GEO_IJ_PROGRAMME_NAME",
        "Immediate Justice",
        "What the scheme calls itself, in the words of its pages.",
    ),
    "service_area": Setting(
        "GEO_IJ_SERVICE_AREA",
        "Northamptonshire",
        "The area that sites must lie in: the name of a county or council among the boundaries.",
    ),
    "archive_limit_megabytes": Setting(
        "GEO_IJ_ARCHIVE_LIMIT_MB",
        "20000",
        "How large a police archive may become when it is unpacked, in megabytes, before it is refused.",
    ),
    "contact": Setting(
        "GEO_IJ_CONTACT",
        "",
        "How residents reach whoever runs the service, as the pages say it: an e-mail address or a telephone number.",
    ),
    "online_geocoder": Setting(
        "GEO_IJ_ONLINE_GEOCODER",
        "",
        "Which online geocoder to ask for a place that no gazetteer knows: nominatim, photon or osnames. Empty means "
        "none: no text leaves this machine.",
    ),
    "online_geocoder_url": Setting(
        "GEO_IJ_ONLINE_GEOCODER_URL",
        "",
        "The address of your own server of that geocoder. Empty means the public one.",
    ),
    "online_geocoder_key": Setting(
        "GEO_IJ_ONLINE_GEOCODER_KEY",
        "",
        "The key that the online geocoder asks for: osnames needs one, the others have none.",
    ),
    "online_geocoder_seconds": Setting(
        "GEO_IJ_ONLINE_GEOCODER_SECONDS",
        "1",
        "The least number of seconds between two questions to the online geocoder, over all processes of a machine.",
    ),
    "force_name": Setting(
        "GEO_IJ_FORCE_NAME",
        "Northamptonshire Police",
        "The police force that residents' reports are for, in the words of the forms and e-mails.",
    ),
    "police_url": Setting(
        "GEO_IJ_POLICE_URL",
        "https://www.police.uk/",
        "Where a crime can be reported online instead: the address that the report form shows.",
    ),
    "report_weight_percent": Setting(
        "GEO_IJ_REPORT_WEIGHT_PERCENT",
        "100",
        "What one household's accepted report counts for in the score of a hotspot, in percent of a police incident. "
        "0 leaves reports out.",
    ),
    "reports_an_hour": Setting("GEO_IJ_REPORTS_AN_HOUR", "20", "How many reports one address may send in an hour."),
    "reports_a_place_an_hour": Setting(
        "GEO_IJ_REPORTS_A_PLACE_AN_HOUR",
        "60",
        "How many reports about the same square kilometre may be sent in an hour, by anybody, by the form or Open311.",
    ),
    "forms_a_minute": Setting(
        "GEO_IJ_FORMS_A_MINUTE",
        "60",
        "How many forms of any kind one address may send in a minute; ten times as many in an hour.",
    ),
    "photograph_limit_megabytes": Setting(
        "GEO_IJ_PHOTOGRAPH_LIMIT_MB", "15", "How large a photograph may be as it is sent, in megabytes."
    ),
    "contact_months": Setting(
        "GEO_IJ_CONTACT_MONTHS",
        "12",
        "How many months after a report has ended the contact of whoever sent it is deleted; as many months after it "
        "came in, an e-mail that nobody could read.",
    ),
    "alarm_email": Setting(
        "GEO_IJ_ALARM_EMAIL",
        "",
        "Whom to tell at once, by e-mail, of a report whose words may point to danger, a child at risk or a crime. "
        "Empty means that it stands at the top of the queue alone.",
    ),
    "letters_an_address_a_day": Setting(
        "GEO_IJ_LETTERS_AN_ADDRESS_A_DAY",
        "5",
        "After how many e-mails within a day an address gets no more that say that a report came in: anybody may have "
        "given it. What staff send goes all the same.",
    ),
    "mail_from": Setting("GEO_IJ_MAIL_FROM", "noreply@localhost", "The address that the service's e-mails come from."),
    "smtp_url": Setting(
        "GEO_IJ_SMTP_URL",
        "",
        "The server that e-mails are sent by: smtp://name:password@host:587 (with STARTTLS) or smtps://. Empty means "
        "that they are written as .eml files to a folder beside the database.",
    ),
    "imap_url": Setting(
        "GEO_IJ_IMAP_URL",
        "",
        "The mailbox that reports are fetched from: imaps://name:password@host/INBOX. Empty means none.",
    ),
    "council_emails": Setting(
        "GEO_IJ_COUNCIL_EMAILS",
        "",
        "Where reports are referred to, as council=address pairs with semicolons between them; the councils by their "
        "names among the boundaries.",
    ),
    "publish_minimum_incidents": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_INCIDENTS",
        "10",
        "The fewest incidents with which a hotspot becomes public.",
    ),
    "publish_minimum_months": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_MONTHS",
        "3",
        "The fewest months with incidents with which a hotspot becomes public.",
    ),
    "publish_minimum_width_m": Setting(
        "GEO_IJ_PUBLISH_MINIMUM_WIDTH_M",
        "150",
        "How wide, in metres, a hotspot must be to become public.",
    ),
    "publish_delay_hours": Setting(
        "GEO_IJ_PUBLISH_DELAY_HOURS",
        "24",
        "How long after it ended completed work waits, in hours, before it may become public.",
    ),
    "secret_key": Setting(
        "GEO_IJ_SECRET_KEY",
        "",
        "What the forms of staff pages are signed with: at least 32 random characters, the same in every process. "
        "Empty means that one is generated and kept beside the database, which a public address does not allow.",
    ),
    "public_url": Setting(
        "GEO_IJ_PUBLIC_URL",
        "",
        "The address under which others reach the service, beginning with https://. With it the service protects "
        "itself as the internet needs: cookies over HTTPS alone, a second factor for every password. Empty means that "
        "staff pages open only on this computer.",
    ),
    "trusted_proxies": Setting(
        "GEO_IJ_TRUSTED_PROXIES",
        "0",
        "How many proxies stand before the service and say truly, in X-Forwarded-For, who asked.",
    ),
    "session_idle_minutes": Setting(
        "GEO_IJ_SESSION_IDLE_MINUTES", "60", "After how many minutes without a page somebody is signed out."
    ),
    "session_hours": Setting(
        "GEO_IJ_SESSION_HOURS", "12", "After how many hours somebody is signed out, whatever they do."
    ),
    "rate_limit_storage": Setting(
        "GEO_IJ_RATE_LIMIT_STORAGE",
        "memory://",
        "Where tries are counted: memory:// counts in each process by itself, redis://host:6379 for all together.",
    ),
    "security_contact": Setting(
        "GEO_IJ_SECURITY_CONTACT",
        "",
        "Whom to tell of a weakness, in /.well-known/security.txt: an address beginning with mailto: or https://.",
    ),
    "log_format": Setting(
        "GEO_IJ_LOG_FORMAT",
        "",
        "How the log is written: plain or json. Empty means json with a public address, plain without.",
    ),
    "oidc_issuer": Setting(
        "GEO_IJ_OIDC_ISSUER",
        "",
        "The address of the force's own sign-in (OpenID Connect), for example of Microsoft Entra ID, exactly as that "
        "sign-in calls itself. Empty means none.",
    ),
    "oidc_client_id": Setting("GEO_IJ_OIDC_CLIENT_ID", "", "What that sign-in knows this service by."),
    "oidc_client_secret": Setting(
        "GEO_IJ_OIDC_CLIENT_SECRET", "", "The secret that this service shows to that sign-in."
    ),
    "oidc_groups_claim": Setting(
        "GEO_IJ_OIDC_GROUPS_CLAIM", "groups", "Which claim of that sign-in lists somebody's groups: groups or roles."
    ),
    "oidc_roles": Setting(
        "GEO_IJ_OIDC_ROLES",
        "",
        "Which group has which role, as group=role pairs with semicolons between them. Who is in none may not sign in.",
    ),
}
