"""fangan (方案): reviews implementation plans against a master plan.

``from fangan.extract import extract`` reads a file, ``from fangan.framework_file
import load`` a master plan, ``from fangan.review import review`` makes the review.
"""

__version__ = "0.1.0"
