"""People of the company, from the directory server."""

import ldap
from django.conf import settings

BASE = "ou=people,dc=example,dc=com"


def connect():
    connection = ldap.initialize(settings.STAFF_DIRECTORY)
    connection.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)
    connection.simple_bind_s()
    return connection


def search_people(name, department):
    wanted = "(cn=*%s*)" % name
    if department:
        wanted = f"(&{wanted}(ou={department}))"
    found = connect().search_s(BASE, ldap.SCOPE_SUBTREE, wanted, ["cn", "mail"])
    return [{"name": entry["cn"][0].decode(), "mail": entry["mail"][0].decode()} for _, entry in found]
