package org.hlorun.language.backend;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;

/**
 * A host that hands what devices send to it on a channel to those that receive from it on the same
 * channel, in the order of sending. It has nothing to feed in.
 */
public final class RelayHost implements Host {
  private final Map<Long, BlockingQueue<Literal>> channels = new ConcurrentHashMap<>();
  private final Duration patience;

  /**
   * @param patience how long a device waits for a value before the program counts as deadlocked
   */
  public RelayHost(Duration patience) {
    this.patience = patience;
  }

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
      Literal value = channel(channel).poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (value != null) {
        return value;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HloException.of(DiagnosticCode.CANCELLED, "the run was cancelled", null);
    }
    throw HloException.of(
        DiagnosticCode.DEADLOCK,
        "device %d waits for a value of shape %s on channel %d, but none was sent within %d ms"
            .formatted(device, shape.text(false), channel, patience.toMillis()),
        "let some device send to the host on this channel");
  }
}
