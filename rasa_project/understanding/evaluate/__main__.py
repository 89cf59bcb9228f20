"""`python -m rasa_project.understanding.evaluate`."""

import sys

from .main import main

sys.exit(main())
