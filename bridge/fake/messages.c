/* The messages that a program has not taken yet. */
#include "pbx.h"

#include <stdlib.h>

static TapiMessage queue[MAX_QUEUE];
static uint32_t queue_first, queue_count, turn_began;

static void put(const TapiMessage *m)
{
	if (queue_count == MAX_QUEUE)
		abort();
	queue[(queue_first + queue_count++) % MAX_QUEUE] = *m;
}

void pbx_message(uint32_t device, uint32_t message, uintptr_t instance, uintptr_t p1, uintptr_t p2, uintptr_t p3)
{
	TapiMessage m = {device, message, instance, p1, p2, p3};

	if (!pbx_initialised)
		return;
	put(&m);
	if (pbx_faults.repeats && message != MESSAGE_REPLY)
		put(&m);
}

void pbx_turn_over(void)
{
	uint32_t from = turn_began, to = queue_count;

	while (pbx_faults.reverses && from + 1 < to) {
		TapiMessage *first = &queue[(queue_first + from++) % MAX_QUEUE], *last = &queue[(queue_first + --to) % MAX_QUEUE], m = *first;

		*first = *last;
		*last = m;
	}
	turn_began = queue_count;
	if (queue_count)
		system_event_set(pbx_event);
}

bool pbx_next_message(TapiMessage *message)
{
	if (!turn_began) {
		system_event_reset(pbx_event);
		return false;
	}
	*message = queue[queue_first];
	queue_first = (queue_first + 1) % MAX_QUEUE;
	queue_count--;
	turn_began--;
	if (!turn_began)
		system_event_reset(pbx_event);
	return true;
}

void pbx_flush(void)
{
	queue_count = turn_began = 0;
	system_event_reset(pbx_event);
}
