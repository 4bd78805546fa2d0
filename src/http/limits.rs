pub struct Limits;
