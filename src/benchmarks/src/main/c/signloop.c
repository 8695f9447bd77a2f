/*
 * Signs in a loop with C_SignInit and C_Sign alone: what a PKCS#11 module can do at most. Reads lines
 *
 *   LABEL MECHANISM INPUT_BYTES THREADS MILLISECONDS
 *
 * and answers each with the number of signatures of one second, how many were made, and the microseconds
 * of processor time that their threads took. The class of the key is a private key,
 * and a secret one for CKM_SHA256_HMAC.
 *
 * usage: signloop MODULE TOKEN PIN
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef unsigned long word;
#define CKM_SHA256_HMAC 0x251UL

struct attribute {
  word type;
  void *value;
  word length;
};
struct mechanism {
  word type;
  void *parameter;
  word length;
};
struct session {
  word handle;
  word key;
  double cpu;
};

/* CK_FUNCTION_LIST: what is used of it, by its place. */
static struct {
  unsigned char major, minor;
  word (*at[68])();
} *table;
#define CALL(place, ...) check(#place, table->at[place](__VA_ARGS__))
enum {
  C_Initialize = 0,
  C_GetSlotList = 4,
  C_GetTokenInfo = 6,
  C_OpenSession = 12,
  C_Login = 18,
  C_FindObjectsInit = 26,
  C_FindObjects = 27,
  C_FindObjectsFinal = 28,
  C_SignInit = 42,
  C_Sign = 43
};

static void check(const char *function, word result) {
  if (result != 0) {
    fprintf(stderr, "signloop: %s returned 0x%lx\n", function, result);
    exit(1);
  }
}

static struct mechanism mechanism;
static word input_bytes;
static atomic_int stop;
static pthread_barrier_t start;

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void *sign(void *argument) {
  struct session *session = argument;
  unsigned char data[256], signature[1024];
  memset(data, 7, sizeof data);
  long made = 0;
  double cpu = now(CLOCK_THREAD_CPUTIME_ID);
  pthread_barrier_wait(&start);
  while (!stop) {
    word length = sizeof signature;
    CALL(C_SignInit, session->handle, &mechanism, session->key);
    CALL(C_Sign, session->handle, data, input_bytes, signature, &length);
    made++;
  }
  session->cpu = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
  return (void *)made;
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  void *library = dlopen(arguments[1], RTLD_NOW);
  word (*give)() = library ? (word (*)())dlsym(library, "C_GetFunctionList") : NULL;
  if (give == NULL) {
    fprintf(stderr, "signloop: %s\n", dlerror());
    return 1;
  }
  check("C_GetFunctionList", give(&table));
  word flags[6] = {0, 0, 0, 0, 2 /* CKF_OS_LOCKING_OK */, 0};
  CALL(C_Initialize, flags);
  word slots[64], slot_count = 64, slot = 0;
  int found = 0;
  CALL(C_GetSlotList, (unsigned char)1, slots, &slot_count);
  for (word i = 0; i < slot_count && !found; i++) {
    char info[512];
    CALL(C_GetTokenInfo, slots[i], info);
    size_t length = strlen(arguments[2]);
    found = memcmp(info, arguments[2], length) == 0 && info[length] == ' ';
    slot = slots[i];
  }
  if (!found) {
    fprintf(stderr, "signloop: no such token\n");
    return 1;
  }
  static struct session sessions[64];
  int open = 0;
  char label[64];
  int threads, milliseconds;
  while (scanf("%63s %lu %lu %d %d", label, &mechanism.type, &input_bytes, &threads, &milliseconds) == 5) {
    if (threads > 64 || input_bytes > 256) return 2;
    word class = mechanism.type == CKM_SHA256_HMAC ? 4 : 3, keys = 0, key = 0;
    for (; open < threads; open++) {
      CALL(C_OpenSession, slot, 4UL /* CKF_SERIAL_SESSION */, NULL, NULL, &sessions[open].handle);
      if (open == 0) CALL(C_Login, sessions[0].handle, 1UL, arguments[3], strlen(arguments[3]));
    }
    struct attribute wanted[] = {{0x0 /* CKA_CLASS */, &class, sizeof class},
                                 {0x3 /* CKA_LABEL */, label, strlen(label)}};
    CALL(C_FindObjectsInit, sessions[0].handle, wanted, 2UL);
    CALL(C_FindObjects, sessions[0].handle, &key, 1UL, &keys);
    CALL(C_FindObjectsFinal, sessions[0].handle);
    if (keys != 1) {
      fprintf(stderr, "signloop: no key %s\n", label);
      return 1;
    }
    pthread_t ids[64];
    stop = 0;
    pthread_barrier_init(&start, NULL, threads + 1);
    for (int i = 0; i < threads; i++) {
      sessions[i].key = key;
      pthread_create(&ids[i], NULL, sign, &sessions[i]);
    }
    pthread_barrier_wait(&start);
    double began = now(CLOCK_MONOTONIC), cpu = 0;
    struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&pause, NULL);
    stop = 1;
    long made = 0;
    for (int i = 0; i < threads; i++) {
      void *one;
      pthread_join(ids[i], &one);
      made += (long)one;
      cpu += sessions[i].cpu;
    }
    double took = now(CLOCK_MONOTONIC) - began;
    pthread_barrier_destroy(&start);
    printf("%.1f %ld %.0f\n", made / took, made, 1e6 * cpu);
    fflush(stdout);
  }
  return 0;
}
