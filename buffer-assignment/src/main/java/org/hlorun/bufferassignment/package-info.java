/**
 * One memory plan for a whole program: an order for the instructions of every computation that runs
 * by itself, copies where two values cannot share memory, and a slice of an allocation for every
 * array. {@link org.hlorun.bufferassignment.BufferAssignment#assign} is the way in.
 */
package org.hlorun.bufferassignment;
