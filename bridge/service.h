/* The bridge as a Windows service. Elsewhere there is none, and these say so. */
#ifndef SERVICE_H
#define SERVICE_H

#include "config.h"

/* Exit codes of the program; what was done, or why not, is printed. */
int service_install(const char *data);
int service_uninstall(void);
/* Called by Windows: runs until it is stopped. */
int service_run(const config *c);

#endif
