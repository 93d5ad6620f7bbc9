import sys
from pathlib import Path

# the scripts in benchmarks/ are no package: they import each other by bare name, as they do when run
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
