from django.contrib.admin import apps


class AdministrationConfig(apps.AdminConfig):
    default_site = "config.admin.House"
