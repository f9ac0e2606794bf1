from django.db import migrations

from docket import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection, append_only.FIRST_TABLES)


def lift(apps, schema_editor):
    append_only.lift(schema_editor.connection, append_only.FIRST_TABLES)


class Migration(migrations.Migration):
    dependencies = [("docket", "0001_initial")]
    operations = [migrations.RunPython(install, lift)]
