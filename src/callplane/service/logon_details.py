"""Why a log-on is refused: the numbers of the interface's AsnLogonErrorEnum that the service gives. Knows nothing else."""

from __future__ import annotations

from typing import Final

WRONG_CREDENTIALS: Final = 101
"""eNETLOGININVALUSERNAME: no such user, a wrong password, or a token that is not valid."""
NOT_ENABLED: Final = 107
"""eNETLOGINUSERNOTENABLED."""
PROVIDER_FAILED: Final = 109
"""eNETLOGINDOMAINAUTHFAILED: who could say so cannot be asked."""
LOCKED: Final = 129
"""eNETLOGINACCOUNTPASSWORDLOCKED."""
TOKEN_EXPIRED: Final = 130
"""eNETLOGINTOKENEXIRED."""
TOO_MANY_ATTEMPTS: Final = 131
"""eNETLOGINTOOMANYATTEMPTS."""
