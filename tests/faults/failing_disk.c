/* Lets calls on the database fail, as a worn or full disk does. FAULTS_CONTROL names a file of four ints that the test
   writes: [0] errno, [1] which calls (1 sync, 2 write, 4 truncate), [2] how many calls go well before, [3] how many fail
   then; the program counts [2] and [3] down. FAULTS_FILE is a part of the path whose files fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { SYNC = 1, WRITE = 2, TRUNCATE = 4 };

static volatile int *control(void) {
    static volatile int *found;
    if (!found) {
        const char *path = getenv("FAULTS_CONTROL");
        int fd = path ? open(path, O_RDWR) : -1;
        if (fd < 0) return NULL;
        void *at = mmap(NULL, 4 * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
        if (at == MAP_FAILED) return NULL;
        found = at;
    }
    return found;
}

static int is_ours(int fd) {
    char link[40], path[512];
    const char *part = getenv("FAULTS_FILE");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0 || !part) return 0;
    path[n] = 0;
    return strstr(path, part) != NULL;
}

static int fails(int fd, int kind) {
    volatile int *c = control();
    if (!c || !(c[1] & kind) || c[3] <= 0 || !is_ours(fd)) return 0;
    if (__sync_fetch_and_sub((int *)&c[2], 1) > 0) return 0;
    if (__sync_fetch_and_sub((int *)&c[3], 1) <= 0) return 0;
    errno = c[0];
    return 1;
}

#define REAL(name, type) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef int (*on_fd)(int);
typedef ssize_t (*writes_at)(int, const void *, size_t, off64_t);
typedef ssize_t (*writes_on)(int, const void *, size_t);
typedef int (*truncates)(int, off64_t);

int fsync(int fd) { REAL("fsync", on_fd); return fails(fd, SYNC) ? -1 : real(fd); }
int fdatasync(int fd) { REAL("fdatasync", on_fd); return fails(fd, SYNC) ? -1 : real(fd); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) {
    REAL("pwrite64", writes_at);
    return fails(fd, WRITE) ? -1 : real(fd, b, n, at);
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t at) {
    REAL("pwrite", writes_at);
    return fails(fd, WRITE) ? -1 : real(fd, b, n, at);
}
ssize_t write(int fd, const void *b, size_t n) { REAL("write", writes_on); return fails(fd, WRITE) ? -1 : real(fd, b, n); }
int ftruncate64(int fd, off64_t n) { REAL("ftruncate64", truncates); return fails(fd, TRUNCATE) ? -1 : real(fd, n); }
int ftruncate(int fd, off_t n) { REAL("ftruncate", truncates); return fails(fd, TRUNCATE) ? -1 : real(fd, n); }
