/* Calls the compiled core on memory that was prepared, and does nothing else: what a tracer sees is
 * the core.
 *
 *     driver PLAN        PLAN: lines "map FILE ADDRESS SIZE", "zero ADDRESS" (of eight bytes) and
 *                        "call WORD WORD ...", all numbers hexadecimal
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WORDS_MAX 48
typedef uint64_t w;
extern int core_entry(w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w,
                      w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w, w);

static void map(const char *file, w address, w size) {
    int fd = open(file, O_RDWR);
    int flags = MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE;
    void *there = mmap((void *)address, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    if (fd < 0 || there != (void *)address) {
        perror(file);
        exit(1);
    }
}

static void call(char *words) {
    w v[WORDS_MAX] = {0};
    int n = 0;
    for (char *each = strtok(words, " \n"); each && n < WORDS_MAX; each = strtok(NULL, " \n"))
        v[n++] = strtoull(each, NULL, 16);
    /* Words beyond those that the entry takes are passed over, as the machine's convention lets them. */
    int status = core_entry(
        v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14],
        v[15], v[16], v[17], v[18], v[19], v[20], v[21], v[22], v[23], v[24], v[25], v[26], v[27],
        v[28], v[29], v[30], v[31], v[32], v[33], v[34], v[35], v[36], v[37], v[38], v[39], v[40],
        v[41], v[42], v[43], v[44], v[45], v[46], v[47]);
    if (status != 0) {
        fprintf(stderr, "the core ended with status %d\n", status);
        exit(1);
    }
}

int main(int argc, char **argv) {
    static char line[4096], file[2048];
    FILE *plan = argc == 2 ? fopen(argv[1], "r") : NULL;
    while (plan && fgets(line, sizeof line, plan)) {
        unsigned long long address, size;
        if (sscanf(line, "map %2047s %llx %llx", file, &address, &size) == 3)
            map(file, address, size);
        else if (sscanf(line, "zero %llx", &address) == 1)
            *(w *)address = 0;
        else if (strncmp(line, "call ", 5) == 0)
            call(line + 5);
    }
    return plan ? 0 : 2;
}
