// A CUDA driver without a GPU: the functions that hlo-run calls, with the types and the order of arguments of cuda.h.
// Memory of the device is memory of the process, and everything is done at once. A PTX text is not compiled: its kernels
// are "fill" alone: it sets as many words as its second argument says, from the address in its first one on, to a number
// made of the third one and of how it was launched. Address 0 is an error.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int CUresult;
typedef uint64_t CUdeviceptr;
enum { SUCCESS, INVALID_VALUE = 1, INVALID_CONTEXT = 201, INVALID_PTX = 218, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700 };
enum { JIT_ERROR_LOG_BUFFER = 5, JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6 };

struct launch { unsigned grid, block, shared; uint64_t arguments[3]; };
struct graph { int count; struct launch launches[64]; };

static char context, stream, module, function;
static void *current;
static struct graph *capture;
static unsigned allowed_shared = 48 << 10;
static CUresult failed;
static int kernels_run;

CUresult cuInit(unsigned flags) { return flags == 0 ? SUCCESS : INVALID_VALUE; }
CUresult cuDeviceGetCount(int *count) { *count = 1; return SUCCESS; }
CUresult cuDeviceGet(int *out, int ordinal) { *out = 7; return ordinal == 0 ? SUCCESS : INVALID_VALUE; }
CUresult cuDeviceGetName(char *name, int length, int dev) {
  if (dev != 7 || length < 8) return INVALID_VALUE;
  strcpy(name, "Made-up");
  return SUCCESS;
}
CUresult cuDeviceGetAttribute(int *value, int attribute, int dev) {
  *value = attribute == 75 ? 8 : attribute == 76 ? 6 : -1; // compute capability 8.6
  return dev == 7 ? SUCCESS : INVALID_VALUE;
}
CUresult cuDevicePrimaryCtxRetain(void **out, int dev) { *out = &context; return dev == 7 ? SUCCESS : INVALID_VALUE; }
CUresult cuDevicePrimaryCtxRelease_v2(int dev) { return dev == 7 ? SUCCESS : INVALID_VALUE; }
CUresult cuCtxSetCurrent(void *ctx) { current = ctx; return ctx == &context ? SUCCESS : INVALID_CONTEXT; }
CUresult cuStreamCreate(void **out, unsigned flags) { *out = &stream; return flags == 1 ? SUCCESS : INVALID_VALUE; }
CUresult cuStreamDestroy_v2(void *s) { return s == &stream ? failed : INVALID_VALUE; }
CUresult cuStreamSynchronize(void *s) { return s == &stream ? failed : INVALID_VALUE; }

CUresult cuMemAlloc_v2(CUdeviceptr *out, size_t bytes) {
  if (current != &context) return INVALID_CONTEXT;
  *out = (CUdeviceptr)(uintptr_t)aligned_alloc(256, (bytes + 255) / 256 * 256);
  return SUCCESS;
}
CUresult cuMemFree_v2(CUdeviceptr address) { free((void *)(uintptr_t)address); return failed; }
CUresult cuMemHostAlloc(void **out, size_t bytes, unsigned flags) {
  *out = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  return flags == 2 ? SUCCESS : INVALID_VALUE; // mapped for the device
}
CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr *out, void *host, unsigned flags) {
  *out = (CUdeviceptr)(uintptr_t)host;
  return flags == 0 ? SUCCESS : INVALID_VALUE;
}
CUresult cuMemFreeHost(void *host) { free(host); return failed; }
CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, void *s) {
  memcpy((void *)(uintptr_t)to, from, bytes);
  return s == &stream ? failed : INVALID_VALUE;
}
CUresult cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, void *s) {
  memcpy(to, (void *)(uintptr_t)from, bytes);
  return s == &stream ? failed : INVALID_VALUE;
}
CUresult cuStreamWriteValue32_v2(void *s, CUdeviceptr address, uint32_t value, unsigned flags) {
  if (failed == SUCCESS) *(uint32_t *)(uintptr_t)address = value;
  return s == &stream && flags == 0 ? failed : INVALID_VALUE;
}
// An event's time is how many kernels have run, in quarters of a millisecond.
CUresult cuEventCreate(void **out, unsigned flags) { *out = calloc(1, sizeof(int)); return flags == 0 ? SUCCESS : INVALID_VALUE; }
CUresult cuEventRecord(void *event, void *s) {
  if (event == NULL || s != &stream) return INVALID_VALUE;
  *(int *)event = kernels_run;
  return SUCCESS;
}
CUresult cuEventElapsedTime(float *millis, void *begin, void *end) {
  *millis = 0.25f * (*(int *)end - *(int *)begin);
  return failed;
}
CUresult cuEventSynchronize(void *event) { return event != NULL ? failed : INVALID_VALUE; }
CUresult cuEventDestroy_v2(void *event) { free(event); return SUCCESS; }

CUresult cuModuleLoadDataEx(void **out, const void *text, unsigned count, int *options, void **values) {
  if (strncmp(text, ".version", 8) == 0 && strstr(text, "end of text") != NULL) {
    *out = &module;
    return SUCCESS;
  }
  char *log = NULL;
  size_t size = 0;
  for (unsigned i = 0; i < count; i++) {
    if (options[i] == JIT_ERROR_LOG_BUFFER) log = values[i];
    if (options[i] == JIT_ERROR_LOG_BUFFER_SIZE_BYTES) size = (size_t)values[i];
  }
  const char *said = "ptxas application ptx input, line 1; error: no version";
  if (log != NULL && size > strlen(said)) strcpy(log, said);
  return INVALID_PTX;
}
CUresult cuModuleUnload(void *m) { return m == &module ? SUCCESS : INVALID_VALUE; }
CUresult cuModuleGetFunction(void **out, void *m, const char *name) {
  *out = &function;
  return m != &module ? INVALID_VALUE : strcmp(name, "fill") == 0 ? SUCCESS : NOT_FOUND;
}
CUresult cuFuncSetAttribute(void *f, int attribute, int value) {
  allowed_shared = value;
  return f == &function && attribute == 8 ? SUCCESS : INVALID_VALUE; // MAX_DYNAMIC_SHARED_SIZE_BYTES
}

static void run(const struct launch *l) {
  uint32_t *to = (uint32_t *)(uintptr_t)l->arguments[0];
  kernels_run++;
  if (to == NULL && l->arguments[1] > 0) failed = ILLEGAL_ADDRESS;
  for (uint64_t i = 0; failed == SUCCESS && i < l->arguments[1]; i++) {
    to[i] = (uint32_t)l->arguments[2] + l->grid + 1000 * l->block;
  }
}
CUresult cuLaunchKernel(void *f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
    unsigned shared, void *s, void **parameters, void **extra) {
  if (f != &function || gy != 1 || gz != 1 || by != 1 || bz != 1 || s != &stream || extra != NULL || shared > allowed_shared) {
    return INVALID_VALUE;
  }
  struct launch l = {gx, bx, shared, {0}};
  for (int i = 0; i < 3; i++) l.arguments[i] = *(uint64_t *)parameters[i];
  CUresult before = failed; // what this kernel does wrong is said at the next call
  if (capture != NULL) capture->launches[capture->count++] = l;
  else run(&l);
  return before;
}
CUresult cuStreamBeginCapture_v2(void *s, int mode) {
  capture = calloc(1, sizeof(struct graph));
  return s == &stream && mode == 1 ? SUCCESS : INVALID_VALUE; // thread-local
}
CUresult cuStreamEndCapture(void *s, void **out) {
  *out = capture;
  capture = NULL;
  return s == &stream ? SUCCESS : INVALID_VALUE;
}
CUresult cuGraphInstantiateWithFlags(void **out, void *graph, unsigned long long flags) {
  *out = malloc(sizeof(struct graph));
  memcpy(*out, graph, sizeof(struct graph));
  return flags == 0 ? SUCCESS : INVALID_VALUE;
}
CUresult cuGraphLaunch(void *executable, void *s) {
  struct graph *g = executable;
  for (int i = 0; i < g->count; i++) run(&g->launches[i]);
  return s == &stream ? failed : INVALID_VALUE;
}
CUresult cuGraphExecDestroy(void *executable) { free(executable); return SUCCESS; }
CUresult cuGraphDestroy(void *graph) { free(graph); return SUCCESS; }
CUresult cuGetErrorString(int result, const char **text) { *text = "made-up words"; return SUCCESS; }

// CUtensorMap is 128 bytes, at a multiple of 64.
CUresult cuTensorMapEncodeTiled(void *map, int type, unsigned rank, void *address, const uint64_t *sizes, const uint64_t *strides,
    const uint32_t *box, const uint32_t *steps, int interleave, int swizzle, int promotion, int fill) {
  uint64_t words[16] = {type, rank, (uint64_t)(uintptr_t)address, sizes[0], sizes[1], strides[0], box[0], box[1], steps[0], steps[1],
      interleave, swizzle, promotion, fill};
  memcpy(map, words, sizeof words);
  return (uintptr_t)map % 64 == 0 && (uintptr_t)address % 16 == 0 ? SUCCESS : INVALID_VALUE;
}
