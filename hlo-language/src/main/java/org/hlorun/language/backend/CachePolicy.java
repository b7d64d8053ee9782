package org.hlorun.language.backend;

/**
 * What a back end does with code that earlier compilations made and kept: of programs and their
 * kernels. Code of a library that a back end has for all programs, such as products of matrices of
 * any size, is compiled once in a process whatever the policy is, which then says only whether it
 * is taken from the disk and kept there.
 */
public enum CachePolicy {
  /** Takes it from the disk, and keeps there what it compiles itself. */
  USE,

  /** Compiles everything anew, and keeps it on disk. */
  REFRESH,

  /** Takes and keeps what this process compiled lately, in memory, and nothing on disk. */
  MEMORY,

  /** Neither takes nor keeps any. */
  OFF
}
