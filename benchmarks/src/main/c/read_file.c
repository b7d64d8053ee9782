// Adds up a file that is mapped into memory, by two threads, and prints the seconds of each pass but the first, which makes the pages:
//
//   read_file FILE PASSES
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 2, UNROLLED = 4, LANES = 16 };

typedef float vector __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

static const char *bytes;
static long vectors;
static vector sums[THREADS];

static void *add_up(void *argument) {
  long thread = (long)argument;
  long count = vectors / THREADS / UNROLLED * UNROLLED;
  const vector *from = (const vector *)bytes + thread * count;
  vector first = {0}, second = {0}, third = {0}, fourth = {0};
  for (long i = 0; i < count; i += UNROLLED) {
    first += from[i];
    second += from[i + 1];
    third += from[i + 2];
    fourth += from[i + 3];
  }
  sums[thread] = first + second + third + fourth;
  return NULL;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static double pass(void) {
  pthread_t threads[THREADS];
  double start = seconds();
  for (long t = 0; t < THREADS; t++) {
    if (pthread_create(&threads[t], NULL, add_up, (void *)t) != 0) {
      exit(1);
    }
  }
  for (int t = 0; t < THREADS; t++) {
    pthread_join(threads[t], NULL);
  }
  return seconds() - start;
}

int main(int count, char **arguments) {
  struct stat status;
  int file = count == 3 ? open(arguments[1], O_RDONLY) : -1;
  if (file < 0 || fstat(file, &status) != 0) {
    fprintf(stderr, "usage: read_file FILE PASSES\n");
    return 2;
  }
  bytes = mmap(NULL, status.st_size, PROT_READ, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) {
    perror("read_file: cannot map the file");
    return 1;
  }
  vectors = status.st_size / (long)sizeof(vector);
  pass();
  for (int i = 1; i < atoi(arguments[2]); i++) {
    printf("%.4f\n", pass());
  }
  return sums[0][0] == 12345 && sums[1][0] == 12345; // so that the sums are needed
}
