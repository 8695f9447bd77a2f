/*
 * A PKCS#11 module in front of another one (REAL, its path) for tests: it passes every call through, counts
 * it, and misbehaves as it is told by the functions at the end of this file.
 *
 * All functions of PKCS#11 take words only, at most eight, so one shape fits all: words that a function does
 * not have are passed along and not looked at. That holds for the calling conventions of 64-bit Unix.
 *
 * INTERFACE_ONLY: the table is handed out by C_GetInterface, as version 3.0, and by nothing else.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

typedef unsigned long word;
typedef word (*function)(word, word, word, word, word, word, word, word);

#define CKR_OK 0x000UL
#define CKR_GENERAL_ERROR 0x005UL
#define CKR_SLOT_ID_INVALID 0x003UL
#define CKR_SESSION_COUNT 0x0B1UL
#define CKR_TOKEN_NOT_PRESENT 0x0E0UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x191UL

/* In the order of CK_FUNCTION_LIST. */
#define FUNCTIONS(F) \
  F(C_Initialize) F(C_Finalize) F(C_GetInfo) F(C_GetFunctionList) F(C_GetSlotList) F(C_GetSlotInfo) \
  F(C_GetTokenInfo) F(C_GetMechanismList) F(C_GetMechanismInfo) F(C_InitToken) F(C_InitPIN) F(C_SetPIN) \
  F(C_OpenSession) F(C_CloseSession) F(C_CloseAllSessions) F(C_GetSessionInfo) F(C_GetOperationState) \
  F(C_SetOperationState) F(C_Login) F(C_Logout) F(C_CreateObject) F(C_CopyObject) F(C_DestroyObject) \
  F(C_GetObjectSize) F(C_GetAttributeValue) F(C_SetAttributeValue) F(C_FindObjectsInit) F(C_FindObjects) \
  F(C_FindObjectsFinal) F(C_EncryptInit) F(C_Encrypt) F(C_EncryptUpdate) F(C_EncryptFinal) F(C_DecryptInit) \
  F(C_Decrypt) F(C_DecryptUpdate) F(C_DecryptFinal) F(C_DigestInit) F(C_Digest) F(C_DigestUpdate) \
  F(C_DigestKey) F(C_DigestFinal) F(C_SignInit) F(C_Sign) F(C_SignUpdate) F(C_SignFinal) \
  F(C_SignRecoverInit) F(C_SignRecover) F(C_VerifyInit) F(C_Verify) F(C_VerifyUpdate) F(C_VerifyFinal) \
  F(C_VerifyRecoverInit) F(C_VerifyRecover) F(C_DigestEncryptUpdate) F(C_DecryptDigestUpdate) \
  F(C_SignEncryptUpdate) F(C_DecryptVerifyUpdate) F(C_GenerateKey) F(C_GenerateKeyPair) F(C_WrapKey) \
  F(C_UnwrapKey) F(C_DeriveKey) F(C_SeedRandom) F(C_GenerateRandom) F(C_GetFunctionStatus) \
  F(C_CancelFunction) F(C_WaitForSlotEvent)

#define NUMBER(name) N_##name,
enum { FUNCTIONS(NUMBER) COUNT };
#define NAME(name) #name,
static const char *const names[] = {FUNCTIONS(NAME)};

struct table {
  unsigned char major, minor;
  function entries[COUNT + 24]; /* version 3.0 has 24 more, which nobody calls here */
};
static struct table *real;

struct fault {
  long skip; /* calls that are still good */
  long times; /* calls that fail then */
  word code;
  int after; /* whether the call is made all the same */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Calls go on side by side; sessions are dropped between calls, since SoftHSM would use freed memory. */
static pthread_rwlock_t passing = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct fault faults[COUNT];
static atomic_long calls[COUNT];
static int holding = -1, held, released;
static atomic_long inside, most_inside, sessions, most_sessions;
static word session_handles[4096];
static long limit, told_limit = -1, slots_moved, hidden;
static word flags_set, flags_cleared;
static char pad_pin[64];

static int number(const char *name) {
  for (int i = 0; i < COUNT; i++)
    if (strcmp(names[i], name) == 0) return i;
  return -1;
}

/* Whether this call fails, and with what. */
static int fails(int n, int *after, word *code) {
  pthread_mutex_lock(&lock);
  struct fault *fault = &faults[n];
  int now = fault->times > 0 && fault->skip-- <= 0;
  if (now) {
    fault->times--;
    fault->skip = 0;
    *after = fault->after;
    *code = fault->code;
  }
  if (holding == n) {
    holding = -1;
    held = 1;
    pthread_cond_broadcast(&changed);
    while (!released) pthread_cond_wait(&changed, &lock);
    held = released = 0;
  }
  pthread_mutex_unlock(&lock);
  return now;
}

static void remember(word handle) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < 4096; i++)
    if (session_handles[i] == 0) {
      session_handles[i] = handle;
      break;
    }
  long open = ++sessions;
  if (open > most_sessions) most_sessions = open;
  pthread_mutex_unlock(&lock);
}

static void forget(word handle) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < 4096; i++)
    if (session_handles[i] == handle) {
      session_handles[i] = 0;
      sessions--;
    }
  pthread_mutex_unlock(&lock);
}

static void forget_all(void) {
  pthread_mutex_lock(&lock);
  memset(session_handles, 0, sizeof session_handles);
  sessions = 0;
  pthread_mutex_unlock(&lock);
}

static int takes_slot(int n) {
  return n == N_C_GetSlotInfo || n == N_C_GetTokenInfo || n == N_C_GetMechanismList
      || n == N_C_GetMechanismInfo || n == N_C_InitToken || n == N_C_OpenSession
      || n == N_C_CloseAllSessions;
}

/* CK_TOKEN_INFO: 96 bytes of text, flags, the limit of sessions. */
static void tell(word *info) {
  word *flags = info + 12;
  *flags = (*flags | flags_set) & ~flags_cleared;
  if (pad_pin[0]) *flags |= 0x100; /* CKF_PROTECTED_AUTHENTICATION_PATH */
  if (told_limit >= 0) info[13] = (word)told_limit;
  if (told_limit == -2) info[13] = ~0UL; /* CK_UNAVAILABLE_INFORMATION */
}

static word open_limited(word slot, word flags, word application, word notify, word handle) {
  static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&opening);
  word result = CKR_SESSION_COUNT;
  if (sessions < limit) {
    result = real->entries[N_C_OpenSession](slot, flags, application, notify, handle, 0, 0, 0);
    if (result == CKR_OK) remember(*(word *)handle);
  }
  pthread_mutex_unlock(&opening);
  return result;
}

static word pass(int n, word a, word b, word c, word d, word e, word f, word g, word h) {
  if (takes_slot(n)) {
    if (hidden) return CKR_TOKEN_NOT_PRESENT;
    a -= (word)slots_moved;
  }
  if (n == N_C_OpenSession && limit > 0) return open_limited(a, b, c, d, e);
  if (n == N_C_Login && c == 0 && pad_pin[0]) {
    c = (word)pad_pin;
    d = strlen(pad_pin);
  }
  if (n == N_C_GetSlotList && hidden) {
    *(word *)c = 0;
    return CKR_OK;
  }
  word result = real->entries[n](a, b, c, d, e, f, g, h);
  /* Tests share the module behind this one. */
  if (n == N_C_Initialize && result == CKR_CRYPTOKI_ALREADY_INITIALIZED) return CKR_OK;
  if (result != CKR_OK) return result;
  if (n == N_C_OpenSession) remember(*(word *)e);
  if (n == N_C_CloseSession) forget(a);
  if (n == N_C_Finalize) forget_all();
  if (n == N_C_GetTokenInfo) tell((word *)b);
  if (n == N_C_GetSlotList && b != 0)
    for (word i = 0; i < *(word *)c; i++) ((word *)b)[i] += (word)slots_moved;
  return result;
}

static word enter(int n, word a, word b, word c, word d, word e, word f, word g, word h) {
  calls[n]++;
  long now = ++inside;
  if (now > most_inside) most_inside = now;
  int after = 0;
  word code = CKR_OK;
  int bad = fails(n, &after, &code);
  word result = CKR_OK;
  if (!bad || after) {
    pthread_rwlock_rdlock(&passing);
    result = pass(n, a, b, c, d, e, f, g, h);
    pthread_rwlock_unlock(&passing);
  }
  inside--;
  return bad ? code : result;
}

#define WRAPPER(name) \
  static word shim_##name(word a, word b, word c, word d, word e, word f, word g, word h) { \
    return enter(N_##name, a, b, c, d, e, f, g, h); \
  }
FUNCTIONS(WRAPPER)

#define ENTRY(name) shim_##name,
static struct table own = {2, 40, {FUNCTIONS(ENTRY)}};

static word prepare(void) {
  if (real == NULL) {
    void *library = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
    word (*give)(struct table **) = library ? (word (*)(struct table **))dlsym(library, "C_GetFunctionList") : NULL;
    if (give == NULL || give(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  }
  return CKR_OK;
}

#ifdef INTERFACE_ONLY
struct interface {
  const char *name;
  void *table;
  word flags;
};
static struct interface own_interface = {"PKCS 11", &own, 0};

word C_GetInterface(const char *name, void *version, struct interface **result, word flags) {
  (void)name, (void)version, (void)flags;
  own.major = 3;
  own.minor = 0;
  *result = &own_interface;
  return prepare();
}
#else
word C_GetFunctionList(struct table **result) {
  *result = &own;
  return prepare();
}
#endif

/* ---- what tests tell it -------------------------------------------------------------------------- */

/* After some good calls of a function, so many return that code; after: having done their work. */
void tell_fault(const char *name, long skip, long times, word code, int after) {
  pthread_mutex_lock(&lock);
  struct fault fault = {skip, times, code, after};
  faults[number(name)] = fault;
  pthread_mutex_unlock(&lock);
}

/* No more faults, limits and habits; counts begin anew. Sessions stay. */
void tell_nothing(void) {
  pthread_mutex_lock(&lock);
  memset(faults, 0, sizeof faults);
  for (int i = 0; i < COUNT; i++) calls[i] = 0;
  most_inside = 0;
  most_sessions = sessions;
  limit = slots_moved = hidden = 0;
  told_limit = -1;
  flags_set = flags_cleared = 0;
  memset(pad_pin, 0, sizeof pad_pin);
  holding = -1;
  pthread_mutex_unlock(&lock);
}

/* The next call of a function waits until it is released. */
void tell_hold(const char *name) {
  pthread_mutex_lock(&lock);
  holding = number(name);
  pthread_mutex_unlock(&lock);
}

/* Waits until a call is held. */
void await_held(void) {
  pthread_mutex_lock(&lock);
  while (!held) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

void tell_release(void) {
  pthread_mutex_lock(&lock);
  released = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

/* Closes every session, as a device does that starts anew. */
void tell_drop(void) {
  word open[4096];
  pthread_rwlock_wrlock(&passing);
  pthread_mutex_lock(&lock);
  memcpy(open, session_handles, sizeof open);
  memset(session_handles, 0, sizeof session_handles);
  sessions = 0;
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < 4096; i++)
    if (open[i]) real->entries[N_C_CloseSession](open[i], 0, 0, 0, 0, 0, 0, 0);
  pthread_rwlock_unlock(&passing);
}

/* At most so many sessions; told: what CK_TOKEN_INFO says (-1 as it is, -2 unknown). */
void tell_limit(long most, long told) {
  limit = most;
  told_limit = told;
}

void tell_moved(long by) { slots_moved = by; }

void tell_hidden(int whether) { hidden = whether; }

void tell_flags(word set, word cleared) {
  flags_set = set;
  flags_cleared = cleared;
}

/* A PIN pad, on which somebody types that; none when empty. */
void tell_pad(const char *pin) {
  strncpy(pad_pin, pin, sizeof pad_pin - 1);
}

/* Ends the module for all, as another library in the process may do. */
word tell_finalize(void) {
  forget_all();
  return real->entries[N_C_Finalize](0, 0, 0, 0, 0, 0, 0, 0);
}

long ask_calls(const char *name) { return calls[number(name)]; }
long ask_sessions(void) { return sessions; }
long ask_most_sessions(void) { return most_sessions; }
long ask_most_inside(void) { return most_inside; }
