package org.hlorun.cli;

import java.util.concurrent.locks.LockSupport;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.HloModule;

/** The interpreter behind a compiler that takes a second. */
public final class SlowBackend implements Backend {
  private static final long NANOS = 1_000_000_000;

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public Executable compile(HloModule module, Options options) {
    LockSupport.parkNanos(NANOS);
    return Backend.named("interpreter").orElseThrow().compile(module, options);
  }
}
