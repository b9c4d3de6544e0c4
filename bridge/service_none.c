/* Systems without Windows services. */
#include "service.h"

#include <stdio.h>

static int none(void)
{
	fprintf(stderr, "this system has no Windows services: use 'run'\n");
	return 1;
}

int service_install(const char *data)
{
	(void)data;
	return none();
}

int service_uninstall(void)
{
	return none();
}

int service_run(const config *c)
{
	(void)c;
	return none();
}
