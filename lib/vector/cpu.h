/*
 * cpu: which vector instructions this machine has.
 *
 * IA_SIMD=off in the environment turns all of them off, IA_SIMD=avx2 the widest (for tests).
 */
#ifndef IA_VECTOR_CPU_H
#define IA_VECTOR_CPU_H

#include <stdbool.h>

/* The widest vectors that there are. */
enum vectors { VECTORS_NONE, VECTORS_AVX2, VECTORS_AVX512 };

/* What the machine has and IA_SIMD (off, avx2) leaves. */
enum vectors cpu_vectors(void);
bool cpu_avx2(void); /* AVX2 at least */

#endif
