"""The list of packages; everything else about the project is in pyproject.toml.

`constructs/` and `stacks/` are packages of aksynth by `package-dir` there, which no discovery of setuptools can see.
"""

from setuptools import find_namespace_packages, setup

setup(packages=[*find_namespace_packages(include=["aksynth*"]), "aksynth._constructs", "aksynth._stacks"])
