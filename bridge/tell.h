/* Telling the server: lines, calls, everything. What is told belongs to the connection that was told everything last. */
#ifndef TELL_H
#define TELL_H

#include "devices.h"
#include "text.h"

/* TAPI is initialised (all handles are new), or is not (0). */
void tell_of(TapiHandle app);

void tell(const text *message);
void tell_line(const device *d);
void tell_line_gone(uint32_t id);
/* A call as it is now; `said` and `mode` are what a message named. One that is idle, or whose handle is void, is forgotten. */
void tell_call(TapiHandle handle, uint32_t said, uint32_t mode);
/* A line, its calls, and that these are all. */
void tell_device(uint32_t id);
void tell_everything(void);
/* Something that concerns the whole bridge; it goes to the log too. */
void tell_trouble(const char *what, int32_t result);

/* Whether the present connection has been told everything; whether that is the one with this number. */
bool tell_is_current(void);
bool tell_is_for(uint32_t number);

#endif
