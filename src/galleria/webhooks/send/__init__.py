"""How deliveries are sent: a courier an endpoint, each under its queue's lease."""
