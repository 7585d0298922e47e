from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "regulations"
    verbose_name = _("Quy định")

    def ready(self) -> None:
        # A fault in a data file stops every process here, by name, and not a case later.
        from regulations.copies import copy_periods
        from regulations.letters import check_every_regime_has_its_basis
        from regulations.loading import law

        copy_periods()
        check_every_regime_has_its_basis(law().regimes)
