/**
 * Gives a guest's orders to the account that they signed in to. A saga under way goes on undisturbed: none of its steps touches the owner, and
 * so the version, which guards these steps, stays.
 */
export const HAND_OVER = {
  columns: 'guest_id uuid, user_id uuid',
  parts: `
    handed_over as (
      update shop_order set owner_id = given.user_id, guest_id = given.guest_id
      from given where shop_order.owner_id = given.guest_id
    ),
    done as (select n from given)`,
}
