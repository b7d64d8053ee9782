package org.hlorun.language.backend;

/** What a back end does with code that earlier compilations made and kept. */
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
