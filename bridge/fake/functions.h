/* What the functions of TAPI have in common. */
#ifndef FAKE_FUNCTIONS_H
#define FAKE_FUNCTIONS_H

#include "pbx.h"

enum { HELD = CALLSTATE_ONHOLD | CALLSTATE_ONHOLDPENDCONF | CALLSTATE_ONHOLDPENDTRANSFER, TALKING = CALLSTATE_CONNECTED | HELD };
enum { CONFERENCE = 2, APP = 7 };

/* Every function begins and ends so: it takes the lock, and what it did is one moment. */
void enter_function(void);
int32_t leave_function(int32_t result);
/* The reply to a function: its request id, or the error that was asked for. False: the function must do nothing. */
bool accept_function(const char *name, int32_t *result);
void narrow(const TapiChar *from, char *to);
/* A call that is the program's own and in one of these states; else an error. */
end *owned(TapiHandle handle, uint32_t states, int32_t *error);

#endif
