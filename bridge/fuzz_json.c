/*
 * The reader of JSON under a fuzzer. `fuzz-json RUNS SEED` changes texts like the server's at random, reads each in a piece of memory that
 * is exactly as long (so that AddressSanitizer sees every byte beyond), and looks at all of what was found. The same seed does the same.
 * `fuzz-json check` reads texts from standard input, one a line in hexadecimal, and prints the number of nodes of each, or -1.
 */
#include "json.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 512, LONGEST = 4096 };

static const char *const SEEDS[] = {
	"[{\"t\":\"welcome\",\"protocol\":1,\"name\":\"pc\"}]",
	"[{\"t\":\"beat\",\"busy\":0},{\"t\":\"sync\"}]",
	"[{\"t\":\"do\",\"id\":7,\"f\":\"lineMakeCall\",\"dev\":3,\"address\":0,\"to\":\"0891234\",\"flags\":4}]",
	"[{\"t\":\"do\",\"id\":8,\"f\":\"lineForward\",\"forwards\":[{\"mode\":1,\"to\":\"\\u00e4\\ud83d\\ude00\\\"\\\\\"},{\"mode\":16}],\"rings\":2}]",
	"{\"a\":[1,-2.5e+10,true,false,null,\"\"],\"b\":{\"c\":{}}}",
	"[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
	"[\"\\b\\f\\n\\r\\t\\/\\u0000\",4294967295,4294967296,00,1.,1e]",
};
static const char PIECES[] = "[]{}\",:\\u0eE+-.tfn \t\n0123456789";

static uint32_t chance;

static uint32_t dice(uint32_t below)
{
	chance ^= chance << 13;
	chance ^= chance >> 17;
	chance ^= chance << 5;
	return chance % below;
}

static size_t mutate(char *text, size_t size)
{
	uint32_t changes = 1 + dice(8);

	while (changes--) {
		size_t at = size ? dice((uint32_t)size) : 0, count = size - at ? dice((uint32_t)(size - at)) : 0, to;

		switch (dice(5)) {
		case 0: /* another byte */
			if (size)
				text[at] = dice(4) ? PIECES[dice(sizeof PIECES - 1)] : (char)dice(256);
			break;
		case 1: /* a piece less */
			memmove(text + at, text + at + count, size - at - count);
			size -= count;
			break;
		case 2: /* a piece twice */
			if (size + count <= LONGEST) {
				memmove(text + at + count, text + at, size - at);
				size += count;
			}
			break;
		case 3: /* a byte more */
			if (size < LONGEST) {
				memmove(text + at + 1, text + at, size - at);
				text[at] = PIECES[dice(sizeof PIECES - 1)];
				size++;
			}
			break;
		default: /* cut off */
			to = dice(4) ? size : at;
			size = to;
		}
	}
	return size;
}

/* Everything that the bridge does with what was read. */
static void use(const json_node *nodes, int count, const char *start, const char *end)
{
	static const char *const names[] = {"t", "id", "f", "to", "forwards", "mode", ""};
	int i;

	for (i = 0; i < count; i++) {
		const json_node *node = &nodes[i];
		uint32_t value;
		size_t k;

		if (node->next <= i || node->next > count || node->start < start || node->start + node->size > end)
			abort();
		for (k = 0; k < sizeof names / sizeof *names; k++) {
			int found = json_member(nodes, i, names[k]);

			if (found >= 0 && (found <= i || found >= node->next))
				abort();
		}
		json_u32(node, &value);
		if (node->kind == JSON_STRING) {
			size_t room = dice(300);
			char *text = malloc(room ? room : 1);
			uint16_t units[64];

			if (json_string(node, text, room) && strlen(text) < room)
				utf16_of(text, units, 1 + dice(64));
			free(text);
		}
	}
}

static int one(const char *text, size_t size, bool look)
{
	static json_node nodes[NODES];
	char *exact = malloc(size ? size : 1);
	int count;

	memcpy(exact, text, size);
	count = json_read(exact, size, nodes, look ? 1 + (int)dice(NODES) : NODES);
	if (count >= 0 && look)
		use(nodes, count, exact, exact + size);
	free(exact);
	return count;
}

static int check(void)
{
	static char line[2 * LONGEST + 2], text[LONGEST];

	while (fgets(line, sizeof line, stdin)) {
		size_t i, size = strcspn(line, "\r\n") / 2;

		for (i = 0; i < size; i++) {
			char pair[3] = {line[2 * i], line[2 * i + 1], 0};

			text[i] = (char)strtoul(pair, NULL, 16);
		}
		printf("%d\n", one(text, size, false));
	}
	return 0;
}

int main(int count, char **words)
{
	static char text[LONGEST];
	unsigned long runs, i;
	int good = 0;

	if (count == 2 && !strcmp(words[1], "check"))
		return check();
	if (count != 3) {
		fprintf(stderr, "say how many runs, and a seed\n");
		return 2;
	}
	runs = strtoul(words[1], NULL, 10);
	chance = (uint32_t)strtoul(words[2], NULL, 10) | 1;
	for (i = 0; i < runs; i++) {
		const char *seed = SEEDS[dice(sizeof SEEDS / sizeof *SEEDS)];
		size_t size = strlen(seed);

		memcpy(text, seed, size);
		size = mutate(text, size);
		good += one(text, size, true) >= 0;
	}
	printf("%lu texts, %d of them JSON\n", runs, good);
	return 0;
}
