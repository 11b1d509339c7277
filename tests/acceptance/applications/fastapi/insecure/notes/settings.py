"""Settings, from the environment."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NOTES_", env_file=".env")

    database_url: str = "postgresql://localhost/notes"
    mongo_url: str = "mongodb://localhost:27017"
    rabbit_url: str = "amqp://localhost/"
    files: Path = Path("/srv/notes/files")
    models: Path = Path("/srv/notes/models")
    frontends: list[str] = ["https://notes.example.com"]
    jwt_secret: str = "supersecret"
    jwt_algorithm: str = "HS256"
    admin_password: str = "admin123"
    token_minutes: int = 60
    crawler_timeout: float = 10.0
    ldap_host: str = "ldaps://directory.example.com"


settings = Settings()
