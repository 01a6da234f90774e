/* fuzz_main: runs a fuzz target over files (its saved corpus), for builds without libFuzzer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static int run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = malloc(1u << 20);
	size_t n;

	if (!f || !p) {
		perror(path);
		exit(1);
	}
	n = fread(p, 1, 1u << 20, f);
	(void)fclose(f);
	(void)LLVMFuzzerTestOneInput(p, n);
	free(p);
	return 0;
}

int main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		(void)run_file(argv[i]);
	printf("%d inputs\n", argc - 1);
	return 0;
}
