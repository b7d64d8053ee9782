package org.hlorun.interpreter.programs;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hlorun.interpreter.runtime.InterpreterBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Host;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.Rounding;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;

/** Runs a program without parameters on the grid of its header; its checks end the run. */
final class SelfCheckingProgram {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private SelfCheckingProgram() {}

  static void run(HloModule module) {
    run(module, Rounding.ONCE);
  }

  static void run(HloModule module, Rounding rounding) {
    int replicas = Math.toIntExact(module.find(Attribute.REPLICA_COUNT).orElse(1L));
    int partitions = Math.toIntExact(module.find(Attribute.NUM_PARTITIONS).orElse(1L));
    Options options =
        Options.DEFAULT.withTimeout(TIMEOUT).withHost(new Loopback()).withRounding(rounding);
    try (Executable program = new InterpreterBackend().compile(module, options)) {
      List<Literal> none = List.of();
      program.runOnGrid(Collections.nCopies(replicas * partitions, none), replicas, partitions);
    }
  }

  /** A host that hands what devices send to it to those that receive from it. */
  private static final class Loopback implements Host {
    private final Map<Long, BlockingQueue<Literal>> channels = new ConcurrentHashMap<>();

    private BlockingQueue<Literal> channel(long channel) {
      return channels.computeIfAbsent(channel, key -> new LinkedBlockingQueue<>());
    }

    @Override
    public void send(int device, long channel, Literal value) {
      channel(channel).add(value);
    }

    @Override
    public Literal receive(int device, long channel, Shape shape) {
      try {
        Literal value = channel(channel).poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        if (value != null) {
          return value;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw HloException.of(DiagnosticCode.DEADLOCK, "nothing was sent on " + channel, null);
    }
  }
}
