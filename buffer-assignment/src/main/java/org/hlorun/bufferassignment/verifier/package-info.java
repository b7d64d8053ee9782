/**
 * A check of memory plans that is written from what a plan means and shares nothing with how plans
 * are made: the program is run with names in the place of numbers.
 */
package org.hlorun.bufferassignment.verifier;
