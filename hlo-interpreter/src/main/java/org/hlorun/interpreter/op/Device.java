package org.hlorun.interpreter.op;

import java.util.List;
import org.hlorun.language.backend.Host;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Literal;

/**
 * The device a program runs on, one of a grid of replicas x partitions that run the same program at
 * the same time. Its number is {@code replica * partitionCount + partition}.
 */
public interface Device {
  int replica();

  int partition();

  int replicaCount();

  int partitionCount();

  /** This device's number in the grid. */
  default int number() {
    return replica() * partitionCount() + partition();
  }

  /**
   * Meets other devices: waits until all participants have come with the same key as often as this
   * one has, and gives everybody what each of them brought.
   *
   * @param key identifies the meeting, equal on all participants
   * @param participants device numbers, this one among them, in the same order on each
   * @param contribution what this device brings; must not be changed afterwards
   * @return the contributions in the order of the participants
   * @throws HloException if the devices wait for each other for ever
   */
  List<Literal> exchange(Object key, LongList participants, Literal contribution);

  /** Leaves a value for whoever receives under the key next; does not wait. */
  void send(Object key, Literal value);

  /**
   * Takes the oldest value sent under a key, waiting for it.
   *
   * @throws HloException if it can never come
   */
  Literal receive(Object key);

  /** The other end of infeed, outfeed and host transfers. */
  Host host();
}
