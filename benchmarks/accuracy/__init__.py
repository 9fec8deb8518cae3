"""How exact the parser is: own reports with known values, over carriers, generations and qualities.

The material is made, not the web's: it shows what the parser does with documents whose every figure is
known. `python -m benchmarks.accuracy --help` names the steps; `benchmarks/README.md` has the commands.
"""
