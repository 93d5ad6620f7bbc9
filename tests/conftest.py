"""What holds for all tests: no property has a time limit, for the machines they run on are shared."""

from hypothesis import HealthCheck, settings

settings.register_profile("toolflow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("toolflow")
