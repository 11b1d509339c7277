"""What languages and frameworks are like, as data: one folder a language, one TOML file a framework."""
